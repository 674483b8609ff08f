import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import type { Surface } from '#contracts/terminal/common.ts';
import type { Clock } from '#kernel/clock.ts';
import { guardNavigation } from './navigation-guard.ts';
import type { PortBroker } from './port-broker.ts';
import { pageOf, windowOptions, type WindowWish } from './window-options.ts';

/** Milliseconds before a page that died is loaded again: one that dies while loading must not keep the machine busy. */
export const RELOAD_WAIT_MS = 500;

export interface ShellParts {
  readonly clock: Clock;
  readonly newWindow: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  readonly broker: PortBroker;
  readonly wish: Omit<WindowWish, 'surface'>;
  /** One line for the journal; never a page's content. */
  readonly note: (what: string) => void;
}

/** Opens the window of a surface and keeps it alive: a page that died or hangs is loaded anew. */
export function openSurface(surface: Surface, { clock, newWindow, broker, wish, note }: ShellParts): BrowserWindow {
  const window = newWindow(windowOptions({ ...wish, surface }));
  const contents = window.webContents;
  guardNavigation(contents, () => note(`${surface}: a way out of the page was refused`));
  broker.admit(contents, surface);
  const load = (): void => {
    window.loadURL(pageOf(surface)).catch((error: unknown) => note(`${surface}: page not loaded: ${String(error)}`));
  };
  window.once('ready-to-show', () => window.show());
  contents.on('render-process-gone', (_event, { reason }) => {
    if (window.isDestroyed()) return;
    note(`${surface}: page ended (${reason}), loading it anew`);
    clock.after(RELOAD_WAIT_MS, () => window.isDestroyed() || load());
  });
  window.on('unresponsive', () => {
    note(`${surface}: page hangs, loading it anew`);
    contents.forcefullyCrashRenderer();
  });
  load();
  return window;
}
