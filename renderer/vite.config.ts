import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Pages of a terminal. `dock` and `hall` are the demonstration's own hands and never reach a package. */
const TERMINAL_PAGES = ['kiosk', 'window', 'board'];
/** The hall server's own page, served by it to the manager's browser. */
const SERVER_PAGES = ['manage'];
const DEMONSTRATION_PAGES = ['dock', 'hall'];

/**
 * Written into every built page, besides whatever header the service sends: the page keeps its rules even when it is
 * opened from elsewhere. `data:` pictures are the dock's printed tickets; frames are the hall panorama's pages.
 */
function contentSecurityPolicy(page: string): string {
  const demonstration = DEMONSTRATION_PAGES.includes(page);
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    `img-src 'self'${demonstration ? ' data:' : ''}`,
    "connect-src 'self'",
    `frame-src ${demonstration ? "'self' http://127.0.0.1:* http://localhost:*" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
  ].join('; ');
}

const policy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { path: page }) => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy(path.basename(page, '.html')) },
        injectTo: 'head-prepend',
      },
    ],
  },
};

/**
 * Modes: `production` (default), `packaged` (without the demonstration's pages), `fixtures` (every page also answers to
 * `?fixture=name` with an example view instead of a service; for pictures and screen tests).
 */
export default defineConfig(({ mode }) => {
  const pages = mode === 'packaged' ? [...TERMINAL_PAGES, ...SERVER_PAGES] : [...TERMINAL_PAGES, ...SERVER_PAGES, ...DEMONSTRATION_PAGES];
  return {
    root: import.meta.dirname,
    base: './',
    plugins: [react(), policy],
    define: { WITH_FIXTURES: JSON.stringify(mode === 'fixtures' || mode === 'development') },
    build: {
      outDir: path.resolve(import.meta.dirname, '../dist', mode === 'fixtures' ? 'renderer-fixtures' : 'renderer'),
      emptyOutDir: true,
      // Everything is a file of its own: the policy allows no data: fonts and no inline scripts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: 'chrome111',
      chunkSizeWarningLimit: 1500,
      rollupOptions: {
        input: Object.fromEntries(pages.map((page) => [page, path.join(import.meta.dirname, `${page}.html`)])),
      },
    },
  };
});
