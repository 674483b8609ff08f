import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where the fault tests work: in memory if there is such a place. What is durable there, the layer decides, not the medium. */
export function fastFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}

/** A folder for one run; removed by `[Symbol.dispose]`. */
export function workFolder(name: string): { readonly folder: string } & Disposable {
  const folder = mkdtempSync(path.join(fastFolder(), `yichuang-${name}-`));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
