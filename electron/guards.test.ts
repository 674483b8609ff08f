import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { guardNavigation, isOwnPage, type Guarded } from './navigation-guard.ts';
import { denyAll, type GuardedSession } from './permissions.ts';

type OpenHandler = (details: { url: string }) => { action: string };

function guarded() {
  const refused: string[] = [];
  let opened: OpenHandler | undefined;
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: (handler: OpenHandler) => (opened = handler) });
  guardNavigation(contents as unknown as Guarded, (url) => refused.push(url));
  const go = (event: string, url: string): boolean => {
    const preventDefault = vi.fn<() => void>();
    contents.emit(event, { url, preventDefault });
    return preventDefault.mock.calls.length === 0;
  };
  return { go, refused, open: (url: string) => opened!({ url }) };
}

const OUTSIDE = [
  'https://example.com/',
  'file:///etc/passwd',
  'data:text/html,x',
  'javascript:alert(1)',
  'about:blank',
  'app://elsewhere/kiosk.html',
  'app://terminal.example.com/kiosk.html',
  'app://user@terminal/kiosk.html',
  'not an address',
];

describe('navigation', () => {
  it.each(['app://terminal/kiosk.html', 'app://terminal/kiosk.html#/done', 'app://terminal/window.html?id=3'])('stays inside with %s', (url) => {
    expect(isOwnPage(url)).toBe(true);
    expect(guarded().go('will-navigate', url)).toBe(true);
  });

  it.each(OUTSIDE)('does not leave to %s, by link, redirect or frame', (url) => {
    for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
      const { go, refused } = guarded();
      expect(go(event, url)).toBe(false);
      expect(refused).toEqual([url]);
    }
  });

  it('opens no window, not even of our own pages', () => {
    const { open } = guarded();
    for (const url of [...OUTSIDE, 'app://terminal/kiosk.html']) expect(open(url)).toEqual({ action: 'deny' });
  });

  it('takes no embedded view', () => {
    expect(guarded().go('will-attach-webview', 'app://terminal/kiosk.html')).toBe(false);
  });
});

describe('permissions', () => {
  type Handlers = { [Name in keyof GuardedSession]?: (...given: never[]) => unknown };

  function session() {
    const handlers: Handlers = {};
    const refused: string[] = [];
    const fake = new Proxy({} as GuardedSession, {
      get: (_, name) => (first: unknown, second?: unknown) => {
        handlers[name as keyof GuardedSession] = (second ?? first) as never;
      },
    });
    denyAll(fake, (what) => refused.push(what));
    return { handlers: handlers as Record<string, (...given: unknown[]) => unknown>, refused };
  }

  it.each(['media', 'geolocation', 'notifications', 'fullscreen', 'serial', 'usb', 'hid', 'clipboard-read', 'openExternal', 'unknown'])(
    '%s is refused',
    (permission) => {
      const { handlers, refused } = session();
      const answer = vi.fn<(granted: boolean) => void>();
      handlers['setPermissionRequestHandler']!({}, permission, answer);
      expect(answer.mock.calls).toEqual([[false]]);
      expect(refused).toEqual([permission]);
      expect(handlers['setPermissionCheckHandler']!({}, permission)).toBe(false);
    },
  );

  it('no device, no picture of the screen and no download is granted', () => {
    const { handlers, refused } = session();
    expect(handlers['setDevicePermissionHandler']!({})).toBe(false);
    const answer = vi.fn<(streams: object) => void>();
    handlers['setDisplayMediaRequestHandler']!({}, answer);
    expect(answer.mock.calls).toEqual([[{}]]);
    const preventDefault = vi.fn<() => void>();
    handlers['on']!({ preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    expect(refused).toEqual(['display-capture', 'download']);
  });
});
