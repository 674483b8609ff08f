import type { BrowserWindowConstructorOptions } from 'electron';
import type { Surface } from '#contracts/terminal/common.ts';
import { ORIGIN } from './app-protocol.ts';

/** Session of all pages. Without `persist:` in front it lives in memory: nothing of a citizen outlives it on disk. */
export const PARTITION = 'terminal';

export interface WindowWish {
  readonly surface: Surface;
  /** Absolute path of the preload script. */
  readonly preload: string;
  readonly packaged: boolean;
  readonly windowed: boolean;
}

/** Size in CSS pixels of a window that does not fill its screen; the shapes of DESIGN §8's displays at half size. */
const WINDOWED_SIZE: Readonly<Record<Surface, { readonly width: number; readonly height: number }>> = {
  kiosk: { width: 540, height: 960 },
  window: { width: 1280, height: 800 },
  board: { width: 960, height: 540 },
};

/** Surfaces in front of the public: no frame, no way out. The clerk's window is a window among others. */
const PUBLIC: ReadonlySet<Surface> = new Set(['kiosk', 'board']);

/** How a surface's window is made. Everything a page could use to leave its sandbox is off, in development too. */
export function windowOptions({ surface, preload, packaged, windowed }: WindowWish): BrowserWindowConstructorOptions {
  const locked = PUBLIC.has(surface) && (packaged || !windowed);
  return {
    ...WINDOWED_SIZE[surface],
    title: '一窗终端',
    backgroundColor: '#ffffff',
    // Shown once it has painted: a citizen never sees an empty window.
    show: false,
    kiosk: locked,
    frame: !locked,
    closable: !locked,
    minimizable: !locked,
    autoHideMenuBar: true,
    webPreferences: {
      preload,
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
      safeDialogs: true,
      disableDialogs: PUBLIC.has(surface),
      spellcheck: false,
      enableWebSQL: false,
      devTools: !packaged,
      // A board in the background and a kiosk under the screen saver go on calling and counting.
      backgroundThrottling: false,
      defaultEncoding: 'utf-8',
      partition: PARTITION,
    },
  };
}

/** The page of a surface, e.g. `app://terminal/kiosk.html`. */
export function pageOf(surface: Surface): string {
  return `${ORIGIN}/${surface}.html`;
}
