import { describe, expect, it } from 'vitest';
import { surface, type Surface } from '#contracts/terminal/common.ts';
import { isOwnPage } from './navigation-guard.ts';
import { pageOf, PARTITION, windowOptions } from './window-options.ts';

const of = (name: Surface, packaged: boolean, windowed: boolean) => windowOptions({ surface: name, preload: '/p/preload.cjs', packaged, windowed });

const all = surface.options.flatMap((name) =>
  [true, false].flatMap((packaged) => [true, false].map((windowed) => ({ name, packaged, windowed }))),
);

describe.each(all)('the window of $name (packaged $packaged, windowed $windowed)', ({ name, packaged, windowed }) => {
  const options = of(name, packaged, windowed);

  it('is a sandbox without Node', () => {
    expect(options.webPreferences).toMatchObject({
      preload: '/p/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
    });
  });

  it('has developer tools only while it is not packaged', () => {
    expect(options.webPreferences?.devTools).toBe(!packaged);
  });

  it('keeps nothing on disk', () => {
    expect(options.webPreferences?.partition).toBe(PARTITION);
    expect(PARTITION.startsWith('persist:')).toBe(false);
  });

  it('stays hidden until it has painted', () => {
    expect(options.show).toBe(false);
  });

  it('opens a page of the program', () => {
    expect(isOwnPage(pageOf(name))).toBe(true);
  });
});

describe('a surface in front of the public', () => {
  it.each(['kiosk', 'board'] as const)('%s cannot be closed, moved away or answered with a dialog', (name) => {
    for (const windowed of [true, false]) {
      expect(of(name, true, windowed)).toMatchObject({ kiosk: true, frame: false, closable: false, minimizable: false });
      expect(of(name, true, windowed).webPreferences?.disableDialogs).toBe(true);
    }
  });

  it('can be opened as a window during development only', () => {
    expect(of('kiosk', false, true)).toMatchObject({ kiosk: false, frame: true });
    expect(of('kiosk', false, false)).toMatchObject({ kiosk: true, frame: false });
  });
});

describe("the clerk's window", () => {
  it('is a window among others', () => {
    expect(of('window', true, false)).toMatchObject({ kiosk: false, frame: true, closable: true });
  });
});
