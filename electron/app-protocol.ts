import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CustomScheme, Protocol } from 'electron';

/** Pages come from this scheme instead of file://, so that they have an origin and their paths cannot leave the folder. */
export const SCHEME = 'app';
export const HOST = 'terminal';
export const ORIGIN = `${SCHEME}://${HOST}`;

/** `standard` gives URLs an origin, `secure` the powers of https. No fetch to elsewhere is opened by it: see the policy. */
export const APP_SCHEME: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
};

/** Pages that only the demonstration shows. */
const NEVER_PACKAGED = new Set(['dock.html', 'hall.html']);

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // The component library sets positions of open lists as style attributes.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

export interface PageFile {
  readonly file: string;
  readonly type: string;
}

/**
 * The file in `folder` (absolute) that `url` names, or undefined when it names none we serve: another origin, a path that
 * leaves the folder however it is written, an unknown kind of file, a hidden one.
 */
export function resolvePage(folder: string, url: string): PageFile | undefined {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== `${SCHEME}:` || parsed.host !== HOST || parsed.username !== '' || parsed.password !== '') return undefined;
  const decoded = decode(parsed.pathname);
  if (decoded === undefined || /[\0\\:]/.test(decoded)) return undefined;
  const parts = decoded.split('/').slice(1);
  if (parts.some((part) => part === '' || part.startsWith('.'))) return undefined;
  const file = path.join(folder, ...parts);
  const type = TYPES[path.extname(file)];
  if (type === undefined || NEVER_PACKAGED.has(parts.join('/'))) return undefined;
  return { file, type };
}

function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}

/** Answers one request for a page or its parts. */
export async function answer(folder: string, request: Pick<Request, 'url' | 'method'>): Promise<Response> {
  if (request.method !== 'GET') return new Response(undefined, { status: 405, headers: HEADERS });
  const page = resolvePage(folder, request.url);
  const body = page && (await readFile(page.file).catch(() => undefined));
  if (!page || !body) return new Response(undefined, { status: 404, headers: HEADERS });
  return new Response(new Uint8Array(body), { headers: { ...HEADERS, 'Content-Type': page.type } });
}

export function serveApp(protocol: Pick<Protocol, 'handle'>, folder: string): void {
  protocol.handle(SCHEME, (request) => answer(folder, request));
}
