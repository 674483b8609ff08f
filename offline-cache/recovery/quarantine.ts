import { closeSync, copyFileSync, existsSync, fsyncSync, linkSync, openSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { syncFolder } from '../database/cipher-facts.ts';
import { makeFolder } from '../make-folder.ts';

export const QUARANTINE_FOLDER = 'quarantine';

/**
 * Keeps files as they are under a folder of their own: by a second name where the file system can (no room, no time), else by a copy. What
 * takes their first name afterwards is another file.
 * @param names paths within `folder`; those that do not exist are left out
 * @returns the folder, `quarantine/<id>`
 */
export function quarantine(folder: string, wallMs: number, names: readonly string[]): string {
  const place = freePlace(path.join(folder, QUARANTINE_FOLDER), new Date(wallMs).toISOString().replaceAll(/[-:]|\.\d+/g, ''));
  makeFolder(place);
  for (const name of names) {
    const from = path.join(folder, name);
    if (!existsSync(from)) continue;
    const to = path.join(place, name);
    makeFolder(path.dirname(to));
    keep(from, to);
    syncFolder(path.dirname(to));
  }
  syncFolder(place);
  syncFolder(path.dirname(place));
  syncFolder(folder);
  return place;
}

export interface QuarantineSize {
  readonly entries: number;
  readonly bytes: number;
}

/** What a store's folder keeps aside. Nothing of it is ever removed by itself: it may be the only trace of what was lost. */
export function quarantineSize(folder: string): QuarantineSize {
  const place = path.join(folder, QUARANTINE_FOLDER);
  if (!existsSync(place)) return { entries: 0, bytes: 0 };
  const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const sizes = files.map((file) => statSync(path.join(file.parentPath, file.name), { throwIfNoEntry: false })?.size ?? 0);
  return { entries: readdirSync(place).length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

function keep(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
    const handle = openSync(to, 'r+');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
}

function freePlace(parent: string, name: string): string {
  const taken = existsSync(parent) ? new Set(readdirSync(parent)) : new Set<string>();
  let place = name;
  for (let turn = 2; taken.has(place); turn += 1) place = `${name}-${turn}`;
  return path.join(parent, place);
}
