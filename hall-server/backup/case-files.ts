import { existsSync, readdirSync, statSync } from 'node:fs';
import { copyFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { syncFile, syncFolder } from '../whole-files.ts';

/** Files of cases, in the data folder. */
export const BLOBS_FOLDER = 'blobs';

/** Whole blobs lie in `whole/<2 digits>/<id>`, enciphered, and never change: a copy is made once. */
const WHOLE = 'whole';

export interface CaseFile {
  readonly name: string;
  readonly bytes: number;
}

export function listCaseFiles(folder: string): CaseFile[] {
  const whole = path.join(folder, WHOLE);
  if (!existsSync(whole)) return [];
  return readdirSync(whole, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .toSorted()
    .map((name) => ({ name: name.replaceAll(path.sep, '/'), bytes: statSync(path.join(folder, name)).size }));
}

/** Copies those that are not there yet, each whole or not at all. @returns how many */
export async function copyCaseFiles(from: string, to: string, files: readonly CaseFile[]): Promise<number> {
  let copied = 0;
  const folders = new Set<string>();
  for (const { name, bytes } of files) {
    const target = path.join(to, name);
    if (existsSync(target) && statSync(target).size === bytes) continue;
    const folder = path.dirname(target);
    makeFolder(folder);
    const draft = `${target}.draft`;
    await copyFile(path.join(from, name), draft);
    syncFile(draft);
    await rename(draft, target);
    folders.add(folder);
    copied += 1;
  }
  for (const folder of folders) syncFolder(folder);
  return copied;
}
