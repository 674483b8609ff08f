import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json; charset=utf-8',
};

/** The file inside `root` that a URL path names, or null when it would leave the folder or has an unknown type. */
export function resolveInside(root: string, path: string): { readonly file: string; readonly type: string } | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const file = normalize(join(root, decoded));
  const type = TYPES[extname(file)];
  return file.startsWith(root + sep) && type ? { file, type } : null;
}

/** Sends the file, or 404 in plain words. Names with a hash in them may be kept by the page; all else is asked anew. */
export async function sendFile(response: ServerResponse, root: string, path: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const found = resolveInside(root, path);
  const size = found ? await sizeOf(found.file) : null;
  if (!found || size === null) {
    response.writeHead(404, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end('没有这个页面');
    return;
  }
  const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store';
  response.writeHead(200, { ...headers, 'content-type': found.type, 'content-length': size, 'cache-control': cache });
  createReadStream(found.file)
    // Replaced or taken away since it was looked at: a page that was cut off is asked for again.
    .on('error', () => response.destroy())
    .pipe(response);
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    const info = await stat(file);
    return info.isFile() ? info.size : null;
  } catch {
    return null;
  }
}
