import { EventEmitter } from 'node:events';
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { openSurface, RELOAD_WAIT_MS } from './shell.ts';

function open() {
  const loaded: string[] = [];
  const notes: string[] = [];
  const admitted: string[] = [];
  let options: BrowserWindowConstructorOptions | undefined;
  let opens = true;
  const clock = new SimulatedClock();
  const emitter = new EventEmitter();
  const contents = Object.assign(emitter, {
    setWindowOpenHandler: () => {},
    forcefullyCrashRenderer: () => emitter.emit('render-process-gone', {}, { reason: 'killed' }),
  });
  const window = Object.assign(new EventEmitter(), {
    webContents: contents,
    shown: false,
    destroyed: false,
    isDestroyed() {
      return this.destroyed;
    },
    show() {
      this.shown = true;
    },
    loadURL: (url: string) => {
      loaded.push(url);
      return opens ? Promise.resolve() : Promise.reject(new Error('ERR_FAILED'));
    },
  });
  const run = (): BrowserWindow =>
    openSurface('kiosk', {
      clock,
      newWindow: (given) => {
        options = given;
        return window as unknown as BrowserWindow;
      },
      broker: { admit: (_, surface) => admitted.push(surface) },
      wish: { preload: '/p.cjs', packaged: true, windowed: false },
      note: (what) => notes.push(what),
    });
  return { clock, run, loaded, notes, admitted, window, contents, options: () => options, failToLoad: () => (opens = false) };
}

describe('a surface of the shell', () => {
  it('opens its page in a locked window, admitted to its own ports, and shows it once painted', () => {
    const { run, loaded, admitted, window, options } = open();
    run();
    expect(options()).toMatchObject({ kiosk: true, webPreferences: { sandbox: true, preload: '/p.cjs' } });
    expect(loaded).toEqual(['app://terminal/kiosk.html']);
    expect(admitted).toEqual(['kiosk']);
    expect(window.shown).toBe(false);
    window.emit('ready-to-show');
    expect(window.shown).toBe(true);
  });

  it('loads its page anew when it dies or hangs', async () => {
    const { run, clock, loaded, notes, window, contents } = open();
    run();
    contents.emit('render-process-gone', {}, { reason: 'crashed' });
    await clock.advance(RELOAD_WAIT_MS);
    expect(loaded).toHaveLength(2);
    window.emit('unresponsive');
    await clock.advance(RELOAD_WAIT_MS);
    expect(loaded).toHaveLength(3);
    expect(notes.join('\n')).toMatch(/crashed[\s\S]*hangs[\s\S]*killed/);
  });

  it('loads nothing into a window that was closed, before or while it waits', async () => {
    const { run, clock, loaded, window, contents } = open();
    run();
    contents.emit('render-process-gone', {}, { reason: 'crashed' });
    window.destroyed = true;
    await clock.advance(RELOAD_WAIT_MS);
    contents.emit('render-process-gone', {}, { reason: 'clean-exit' });
    await clock.advance(RELOAD_WAIT_MS);
    expect(loaded).toHaveLength(1);
  });

  it('notes a page that cannot be loaded instead of ending the program', async () => {
    const { run, notes, failToLoad } = open();
    failToLoad();
    run();
    await Promise.resolve();
    await Promise.resolve();
    expect(notes).toEqual(['kiosk: page not loaded: Error: ERR_FAILED']);
  });

  it('notes a refused way out without the address, which may hold what a citizen typed', () => {
    const { run, notes, contents } = open();
    run();
    contents.emit('will-navigate', { url: 'https://example.com/?id=11010519491231002X', preventDefault: () => {} });
    expect(notes).toEqual(['kiosk: a way out of the page was refused']);
  });
});
