import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { seededRandom } from '#kernel/random.ts';
import { fastFolder } from '../kit/folders.ts';
import { Disk, type CutOptions } from './disk.ts';
import type { Note } from './journal.ts';
import { compileLayer, Layer } from './layer.ts';

const CHILD = path.join(import.meta.dirname, 'sqlite-child.ts');
export const ROWS = 300;

/** How the layer treats plain SQLite at one `synchronous`: what was acknowledged before the cuts, and what of it was gone. */
export interface Bite {
  readonly cuts: number;
  readonly acknowledged: number;
  readonly lost: number;
  /** Cuts after which at least one acknowledged row was gone. */
  readonly lossyCuts: number;
  /** Cuts after which the database was not whole. */
  readonly broken: number;
}

/** One life of SQLite, then power cuts at `cuts` random moments of it, each on a disk of its own. */
export function bite(synchronous: 'NORMAL' | 'FULL', loss: Omit<CutOptions, 'random'>, cuts: number, seed: number): Bite {
  const root = mkdtempSync(path.join(fastFolder(), 'yichuang-bite-'));
  try {
    const notes = oneLife(root, synchronous);
    const random = seededRandom(seed);
    const image = path.join(root, 'image');
    const total = { cuts, acknowledged: 0, lost: 0, lossyCuts: 0, broken: 0 };
    for (let i = 0; i < cuts; i += 1) {
      rmSync(image, { recursive: true, force: true });
      mkdirSync(image);
      const disk = new Disk(image);
      const said = disk.live(notes.slice(0, Math.floor(random.next() * notes.length)));
      disk.cut(image, { ...loss, random });
      const acknowledged = said.split('\n').filter((line) => line !== '').map(Number);
      const left = rowsLeft(path.join(image, 'a.db'));
      const lost = left === null ? acknowledged.length : acknowledged.filter((id) => !left.has(id)).length;
      total.acknowledged += acknowledged.length;
      total.lost += lost;
      total.lossyCuts += lost > 0 ? 1 : 0;
      total.broken += left === null ? 1 : 0;
    }
    return total;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function oneLife(root: string, synchronous: string): readonly Note[] {
  const folder = path.join(root, 'watched');
  mkdirSync(folder);
  const layer = new Layer(compileLayer(root), folder, path.join(root, 'state'));
  const env = { ...process.env, ...layer.begin() };
  const { status, stderr } = spawnSync(process.execPath, [CHILD, path.join(folder, 'a.db'), synchronous, String(ROWS)], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return layer.journal();
}

function rowsLeft(file: string): ReadonlySet<number> | null {
  const database = new Database(file);
  try {
    if (database.pragma('integrity_check', { simple: true }) !== 'ok') return null;
    const made = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'fact'").get() !== undefined;
    return new Set(made ? (database.prepare('SELECT id FROM fact').pluck().all() as number[]) : []);
  } catch {
    return null;
  } finally {
    database.close();
  }
}
