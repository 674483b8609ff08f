import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '#kernel/random.ts';
import { DiskFile, type ContentLoss } from './disk-file.ts';
import type { Note } from './journal.ts';

/** What happens to names (new files, renames, removals) that no sync of their folder covered. */
export type NameLoss =
  /** The file system journals names in order: each is there, as on ext4 and xfs after any later sync. */
  | 'journalled'
  /** POSIX promises no more than this: of each folder, only a random first part of the changes since its last sync. */
  | 'unsynced-lost';

export interface CutOptions {
  readonly content: ContentLoss;
  readonly names: NameLoss;
  readonly random: Random;
}

type NameChange = { readonly kind: 'put'; readonly path: string; readonly what: DiskFile | 'folder' } | { readonly kind: 'drop'; readonly path: string };

/**
 * A folder as the program sees it and as the disk holds it, from the layer's notes. It outlives the program: what a
 * killed program left unsynced is still not durable when the power goes in its next life.
 */
export class Disk {
  readonly #seen = new Map<string, DiskFile | 'folder'>();
  readonly #durable: Map<string, DiskFile | 'folder'>;
  /** Changes of names per folder since its last sync; what one operation changes stands together. */
  readonly #pending = new Map<string, (readonly NameChange[])[]>();
  /** The layer's file numbers of this life. */
  readonly #files = new Map<number, DiskFile>();

  /** Everything in the folder counts as durable. */
  constructor(folder: string) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const full = path.join(entry.parentPath, entry.name);
      // A socket is not on the disk: nothing of it would be left.
      if (!entry.isFile() && !entry.isDirectory()) continue;
      this.#seen.set(path.relative(folder, full), entry.isDirectory() ? 'folder' : new DiskFile(readFileSync(full)));
    }
    this.#durable = new Map(this.#seen);
  }

  /** Takes up the notes of one life of the program. @returns what it said meanwhile on its standard output */
  live(notes: readonly Note[]): string {
    this.#files.clear();
    return notes.map((note) => this.#take(note)).join('');
  }

  /** What the program's file system showed at the end; null for a file whose sync failed. For the layer's own tests. */
  visible(): ReadonlyMap<string, Buffer | null> {
    return new Map([...this.#seen].flatMap(([name, what]) => (what === 'folder' ? [] : [[name, what.visible] as const])));
  }

  /** Replaces the folder's content by what the disk holds after a power cut now. */
  cut(folder: string, { content, names, random }: CutOptions): void {
    const left = names === 'journalled' ? this.#seen : this.#afterNameLoss(random);
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true, force: true });
    for (const [name, what] of [...left].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      // A file in a folder whose own name was lost is lost with it.
      if (hasLostParent(name, left)) continue;
      const full = path.join(folder, name);
      if (what === 'folder') mkdirSync(full, { mode: 0o700 });
      else writeFileSync(full, what.afterCut(content, random), { mode: 0o600 });
    }
  }

  #take(note: Note): string {
    switch (note.kind) {
      case 'mark':
        return note.text;
      case 'seen': {
        const found = this.#seen.get(note.path);
        if (found === undefined || found === 'folder') throw new Error(`the journal met ${note.path}, and knows ${[...this.#seen.keys()].join(' ')}`);
        this.#files.set(note.file, found);
        return '';
      }
      case 'new': {
        const made = new DiskFile(Buffer.alloc(0));
        this.#files.set(note.file, made);
        this.#rename([{ kind: 'put', path: note.path, what: made }]);
        return '';
      }
      case 'write':
        this.#files.get(note.file)!.change({ kind: 'write', offset: note.offset, bytes: note.bytes });
        return '';
      case 'truncate':
        this.#files.get(note.file)!.change({ kind: 'truncate', size: note.size });
        return '';
      case 'sync':
        this.#files.get(note.file)!.sync();
        return '';
      case 'sync-failed':
        this.#files.get(note.file)!.failSync();
        return '';
      case 'mkdir':
        this.#rename([{ kind: 'put', path: note.path, what: 'folder' }]);
        return '';
      case 'unlink':
      case 'rmdir':
        this.#rename([{ kind: 'drop', path: note.path }]);
        return '';
      case 'link':
        this.#rename([{ kind: 'put', path: note.to, what: this.#known(note.from) }]);
        return '';
      case 'rename': {
        const moved = [...this.#seen].filter(([name]) => name === note.from || name.startsWith(`${note.from}/`));
        const changes = moved.flatMap(([name, what]): NameChange[] => [
          { kind: 'drop', path: name },
          { kind: 'put', path: note.to + name.slice(note.from.length), what },
        ]);
        this.#rename(changes, folderOf(note.to));
        return '';
      }
      case 'sync-folder':
        for (const changes of this.#pending.get(note.path) ?? []) perform(this.#durable, changes);
        this.#pending.delete(note.path);
        return '';
    }
  }

  #known(name: string): DiskFile | 'folder' {
    const found = this.#seen.get(name);
    if (found === undefined) throw new Error(`the journal names a file unknown to it: ${name}`);
    return found;
  }

  /** A move between two folders is taken to be on the disk with a sync of the one it leads to. */
  #rename(changes: readonly NameChange[], folder = folderOf(changes.at(-1)!.path)): void {
    perform(this.#seen, changes);
    this.#pending.set(folder, [...(this.#pending.get(folder) ?? []), changes]);
  }

  #afterNameLoss(random: Random): ReadonlyMap<string, DiskFile | 'folder'> {
    const left = new Map(this.#durable);
    for (const operations of this.#pending.values()) {
      for (const changes of operations.slice(0, Math.floor(random.next() * (operations.length + 1)))) perform(left, changes);
    }
    return left;
  }
}

function perform(names: Map<string, DiskFile | 'folder'>, changes: readonly NameChange[]): void {
  for (const change of changes) {
    if (change.kind === 'put') names.set(change.path, change.what);
    else names.delete(change.path);
  }
}

function hasLostParent(name: string, left: ReadonlyMap<string, DiskFile | 'folder'>): boolean {
  const parent = folderOf(name);
  return parent !== '' && (left.get(parent) !== 'folder' || hasLostParent(parent, left));
}

function folderOf(name: string): string {
  const parent = path.dirname(name);
  return parent === '.' ? '' : parent;
}
