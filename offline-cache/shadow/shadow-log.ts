import { closeSync, fsync, fsyncSync, openSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '#kernel/random.ts';
import { syncFolder } from '../database/cipher-facts.ts';
import { makeFolder } from '../make-folder.ts';
import { toShadow, type BeginEntry, type GroupEntry, type ShadowValue, type Statement } from './entry.ts';
import { encodeHeader, HEADER_BYTES, Sealer, type ShadowRecord } from './record.ts';
import { dropFilesBefore, nextFileNumber, shadowFileName, SHADOW_FOLDER } from './shadow-files.ts';

/** Groups that could not be written are held so long in memory; beyond it a fresh checkpoint is cheaper. */
const HELD_GROUPS = 64;
/** Groups between two attempts at a checkpoint while the disk is full. */
const MOST_PATIENCE = 64;
/** A file is followed by a new one when its groups outweigh this and its checkpoint. */
const LEAST_TURN_BYTES = 4 * 1024 * 1024;
/** A disk is asked to keep what was appended at most this often while the store is used. */
const SYNC_EVERY_MS = 1_000;

/** The tables of the store at this moment, as records of a checkpoint. */
export type Checkpoint = () => Iterable<Pick<ShadowRecord, 'kind' | 'json'>>;

export interface ShadowLogOptions {
  /** The store's folder. */
  readonly folder: string;
  readonly key: Uint8Array;
  readonly begin: Pick<BeginEntry, 'lineage' | 'bootId'>;
  readonly random: Random;
  readonly checkpoint: Checkpoint;
  /** `background`: syncs run beside the thread. `here`: only where a file begins or ends, on this thread, for simulations. */
  readonly sync: 'background' | 'here';
  /** Told when the log falls behind and when it has caught up. */
  readonly onBehind?: (behind: boolean, cause: string) => void;
}

/**
 * Writes the shadow log: every group after its commit and before its answer, with one write. It never fails its caller: what cannot be
 * written now is written with the next group. A new file begins with a checkpoint at each opening and when the old one has grown;
 * files before the last two are dropped once the new one is on the disk, since its checkpoint holds everything the store still holds.
 */
export class ShadowLog {
  readonly #options: ShadowLogOptions;
  #file: OpenFile | null = null;
  /** Sealed groups that are not in the file yet. */
  #held: Buffer[] = [];
  #position: number;
  #syncedAtMs = 0;
  #syncing = false;
  #waited = 0;
  #patience = 1;
  #told = false;

  constructor(options: ShadowLogOptions, position: number) {
    this.#options = options;
    this.#position = position;
    this.#turn();
  }

  /** Whether acknowledged groups are missing in the files. */
  get behind(): boolean {
    return this.#file === null || this.#held.length > 0;
  }

  /** Never throws. */
  append(position: number, statements: readonly Statement[]): void {
    this.#position = position;
    const held = this.#held.length;
    try {
      if (this.#file) this.#writeGroup(this.#file, position, statements);
      else this.#tryTurn();
    } catch (cause) {
      // A group that is not even held would be a gap that nobody sees: only a checkpoint has it now.
      const missed = this.#file !== null && this.#held.length === held;
      if (missed || this.#held.length > HELD_GROUPS) this.#abandon();
      if (missed) this.#tryTurn();
      this.#tell(String(cause));
    }
    this.#tell('');
  }

  #tell(cause: string): void {
    if (this.#told === this.behind) return;
    this.#told = this.behind;
    this.#options.onBehind?.(this.#told, cause);
  }

  /** After the answers were sent: turns to a new file and asks the disk to keep what was appended. */
  settle(monotonicMs: number): void {
    const file = this.#file;
    if (!file) return;
    if (file.length - file.checkpointEnd > Math.max(LEAST_TURN_BYTES, file.checkpointEnd)) return this.#turn();
    if (this.#options.sync !== 'background' || this.#syncing || !file.dirty || monotonicMs - this.#syncedAtMs < SYNC_EVERY_MS) return;
    this.#syncedAtMs = monotonicMs;
    this.#syncBeside(file, () => {});
  }

  /** Says in the file that nothing follows and waits for the disk: called before the database is closed. */
  close(): void {
    const file = this.#file;
    if (!file) return;
    this.#file = null;
    try {
      if (this.#held.length === 0) this.#write(file, file.sealer.seal({ kind: 'closed', position: this.#position, json: '{}' }));
      fsyncSync(file.handle);
    } catch {
      // What is missing is found and caught up at the next opening.
    }
    if (!file.syncing) closeSync(file.handle);
    else file.closeWhenSynced = true;
  }

  /** A checkpoint costs more than a group: while there is no room it is tried ever more rarely. */
  #tryTurn(): void {
    this.#waited += 1;
    if (this.#waited < this.#patience) return;
    this.#waited = 0;
    this.#turn();
    this.#patience = this.#file ? 1 : Math.min(this.#patience * 2, MOST_PATIENCE);
  }

  /** Begins a new file by a checkpoint. Without room for it the old one goes on. */
  #turn(): void {
    const { folder, key, random, checkpoint, begin, sync } = this.#options;
    const place = path.join(folder, SHADOW_FOLDER);
    let file: OpenFile | null = null;
    try {
      makeFolder(place);
      const number = nextFileNumber(place);
      const fileId = random.bytes(16);
      const handle = openSync(path.join(place, shadowFileName(number)), 'wx', 0o600);
      file = new OpenFile(handle, number, new Sealer(key, fileId));
      writeAll(handle, encodeHeader(fileId), 0);
      for (const { kind, json } of checkpoint()) {
        const text = kind === 'begin' ? JSON.stringify({ ...(JSON.parse(json) as object), ...begin }) : json;
        this.#write(file, file.sealer.seal({ kind, position: this.#position, json: text }));
      }
      file.checkpointEnd = file.length;
    } catch (cause) {
      if (file) discard(file, path.join(place, shadowFileName(file.number)));
      // The old file goes on and is as long again before the next attempt.
      if (this.#file) this.#file.checkpointEnd = this.#file.length;
      else this.#tell(String(cause));
      return;
    }
    const before = this.#file;
    this.#file = file;
    this.#held = [];
    if (before) before.close();
    const made = file;
    const keepTwo = (): void => {
      syncFolder(place);
      dropFilesBefore(place, made.number - 1);
    };
    if (sync === 'background') return this.#syncBeside(made, keepTwo);
    fsyncSync(made.handle);
    keepTwo();
  }

  #writeGroup(file: OpenFile, position: number, statements: readonly Statement[]): void {
    this.#held.push(file.sealer.seal({ kind: 'group', position, json: groupText(file, statements) }));
    this.#write(file, this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held));
    this.#held = [];
  }

  /** One write; after a failure the next one begins at the same byte. */
  #write(file: OpenFile, bytes: Buffer): void {
    writeAll(file.handle, bytes, file.length);
    file.length += bytes.length;
    file.dirty = true;
  }

  #abandon(): void {
    this.#file?.close();
    this.#file = null;
    this.#held = [];
  }

  #syncBeside(file: OpenFile, synced: () => void): void {
    this.#syncing = true;
    file.syncing = true;
    file.dirty = false;
    fsync(file.handle, (error) => {
      this.#syncing = false;
      file.syncing = false;
      if (file.closeWhenSynced) closeSync(file.handle);
      if (error) return;
      try {
        synced();
      } catch {
        // The folder is gone or cannot be read: older files stay, which is harmless.
      }
    });
  }
}

class OpenFile {
  readonly handle: number;
  readonly number: number;
  readonly sealer: Sealer;
  readonly texts = new Map<string, number>();
  length = HEADER_BYTES;
  checkpointEnd = 0;
  dirty = true;
  syncing = false;
  closeWhenSynced = false;

  constructor(handle: number, number: number, sealer: Sealer) {
    this.handle = handle;
    this.number = number;
    this.sealer = sealer;
  }

  close(): void {
    if (this.syncing) this.closeWhenSynced = true;
    else closeSync(this.handle);
  }
}

function groupText(file: OpenFile, statements: readonly Statement[]): string {
  let define: Record<string, string> | undefined;
  const write = statements.map(({ text, values }): GroupEntry['write'][number] => {
    let number = file.texts.get(text);
    if (number === undefined) {
      number = file.texts.size;
      file.texts.set(text, number);
      define = { ...define, [number]: text };
    }
    const written: [number, ...ShadowValue[]] = [number];
    for (const value of values) written.push(toShadow(value));
    return written;
  });
  return JSON.stringify(define ? { define, write } : { write });
}

function discard(file: OpenFile, name: string): void {
  file.close();
  try {
    unlinkSync(name);
  } catch {
    // A checkpoint that is not whole is passed over by whoever reads it.
  }
}

function writeAll(handle: number, bytes: Buffer, at: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done, bytes.length - done, at + done);
}
