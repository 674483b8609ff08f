import { readFile } from 'node:fs/promises';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

/** The built screens; a package of the hall server carries them beside it. */
export const BUILT_PAGES = path.resolve(import.meta.dirname, '../../dist/renderer');

export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

/** The manager's page and nothing else of the folder but the parts it is made of; null when there is no such file. */
export async function pageFile(folder: string, asset: string | null): Promise<PageFile | null> {
  const type = asset === null ? 'text/html; charset=utf-8' : TYPES[path.extname(asset)];
  // A name of its own, never a path.
  if (type === undefined || (asset !== null && !/^[\w.-]+$/.test(asset))) return null;
  const file = asset === null ? path.join(folder, 'manage.html') : path.join(folder, 'assets', asset);
  const body = await readFile(file).catch(() => null);
  return body && { type, body };
}
