import type { WebContents } from 'electron';
import { ORIGIN } from './app-protocol.ts';

/** What the guard needs of a page's contents. */
export type Guarded = Pick<WebContents, 'on' | 'setWindowOpenHandler'>;

/** Pages reload and move between sections of their own page; nothing else is reachable by link, script or redirect. */
export function isOwnPage(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && `${parsed.protocol}//${parsed.host}` === ORIGIN && parsed.username === '' && parsed.password === '';
}

/** Closes every door out of the page. `refused` learns of each attempt, for the log; the URL's path may hold anything. */
export function guardNavigation(contents: Guarded, refused: (url: string) => void): void {
  const stop = (event: { preventDefault: () => void; readonly url: string }): void => {
    if (isOwnPage(event.url)) return;
    event.preventDefault();
    refused(event.url);
  };
  contents.on('will-navigate', stop);
  contents.on('will-redirect', stop);
  contents.on('will-frame-navigate', stop);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    refused(url);
    return { action: 'deny' };
  });
}
