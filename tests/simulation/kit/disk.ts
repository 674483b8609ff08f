import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Chance } from './chance.ts';

/** Bytes a disk writes whole or not at all. */
const SECTOR = 512;

/** One machine's folder through crashes: a dead process keeps its own files, the next one starts on a copy of their state. */
export class Disk {
  readonly #root: string;
  readonly #name: string;
  #version = 0;

  constructor(root: string, name: string) {
    this.#root = root;
    this.#name = name;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
  }

  get folder(): string {
    return path.join(this.#root, `${this.#name}.${this.#version}`);
  }

  /** Moves on to a copy of the files as they are now; the old folder stays until `forget`. */
  crash(): { readonly folder: string; readonly forget: () => void } {
    const before = this.folder;
    this.#version += 1;
    cpSync(before, this.folder, { recursive: true });
    return { folder: before, forget: () => rmSync(before, { recursive: true, force: true }) };
  }

  /** A copy kept aside, as an image or a backup is. */
  copyAside(name: string): string {
    const aside = path.join(this.#root, `${this.#name}.${name}`);
    rmSync(aside, { recursive: true, force: true });
    cpSync(this.folder, aside, { recursive: true });
    return aside;
  }

  /** Puts a copy in place of what is there. */
  putBack(aside: string): void {
    rmSync(this.folder, { recursive: true, force: true });
    cpSync(aside, this.folder, { recursive: true });
  }
}

export type Files = ReadonlyMap<string, Buffer>;

export function readFiles(folder: string): Files {
  const files = new Map<string, Buffer>();
  if (!existsSync(folder)) return files;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const file = path.join(folder, name);
    if (statSync(file).isFile()) files.set(name, readFileSync(file));
  }
  return files;
}

/**
 * A power cut in the middle of a commit: of the sectors of the write-ahead log that the commit wrote, any may have
 * reached the disk, but not all. Only the log is torn: a commit that also moved pages into the database is left whole.
 */
export function tearCommit(folder: string, before: Files, chance: Chance): 'torn' | 'whole' {
  const after = readFiles(folder);
  const log = [...after.keys()].find((name) => name.endsWith('-wal'));
  const was = log === undefined ? undefined : before.get(log);
  const is = log === undefined ? undefined : after.get(log);
  if (!log || !was || !is) return 'whole';
  for (const [name, bytes] of after) {
    if (name !== log && !name.includes('shadow') && !before.get(name)?.equals(bytes)) return 'whole';
  }
  const length = Math.max(was.length, is.length);
  const changed: number[] = [];
  for (let at = 0; at < length; at += SECTOR) if (!was.subarray(at, at + SECTOR).equals(is.subarray(at, at + SECTOR))) changed.push(at);
  if (changed.length === 0) return 'whole';
  const lost = new Set(changed.filter(() => chance.happens(0.5)));
  lost.add(chance.one(changed));
  const keptLength = lost.has(changed.at(-1)!) && chance.happens(0.5) ? Math.max(was.length, changed.at(-1)!) : is.length;
  const torn = Buffer.alloc(keptLength);
  is.copy(torn);
  for (const at of lost) {
    torn.fill(0, at, Math.min(at + SECTOR, torn.length));
    was.copy(torn, at, at, Math.min(at + SECTOR, was.length, torn.length));
  }
  writeFileSync(path.join(folder, log), torn);
  for (const name of after.keys()) {
    if (!name.includes('shadow')) continue;
    // What the commit appended here was not synced either.
    const bytes = before.get(name);
    if (bytes) writeFileSync(path.join(folder, name), bytes);
    else rmSync(path.join(folder, name));
  }
  return 'torn';
}
