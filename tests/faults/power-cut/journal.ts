import { existsSync, readFileSync } from 'node:fs';

/** What the layer wrote down, one note per operation that changed the folder or made a change durable. Paths are relative to it. */
export type Note =
  /** A file that was there already, met for the first time in this life of the program. */
  | { readonly kind: 'seen' | 'new'; readonly file: number; readonly path: string }
  | { readonly kind: 'write'; readonly file: number; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: number; readonly size: number }
  | { readonly kind: 'sync' | 'sync-failed'; readonly file: number }
  | { readonly kind: 'rename' | 'link'; readonly from: string; readonly to: string }
  | { readonly kind: 'unlink' | 'mkdir' | 'rmdir' | 'sync-folder'; readonly path: string }
  /** What the program said on its standard output. */
  | { readonly kind: 'mark'; readonly text: string };

/** The codes of layer.c. */
const KINDS = ['', 'seen', 'new', 'write', 'truncate', 'sync', 'sync-failed', 'rename', 'unlink', 'link', 'mkdir', 'rmdir', 'sync-folder', 'mark'] as const;
const HEAD_BYTES = 20;

/** All whole notes of one life of the program; the last may be cut short by its death. */
export function readJournal(file: string): readonly Note[] {
  return existsSync(file) ? parseJournal(readFileSync(file)) : [];
}

export function parseJournal(bytes: Buffer): readonly Note[] {
  const notes: Note[] = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const length = bytes.readUInt32LE(at + 16);
    const end = at + HEAD_BYTES + length;
    if (end > bytes.length) break;
    notes.push(noteOf(bytes.subarray(at, at + HEAD_BYTES), bytes.subarray(at + HEAD_BYTES, end)));
    at = end;
  }
  return notes;
}

function noteOf(head: Buffer, data: Buffer): Note {
  const code = head.readUInt32LE(0);
  const kind = KINDS[code];
  const file = head.readUInt32LE(4);
  const offset = Number(head.readBigUInt64LE(8));
  if (kind === undefined || kind === '') throw new Error(`the journal has an unknown note: ${code}`);
  switch (kind) {
    case 'seen':
    case 'new':
      return { kind, file, path: data.toString() };
    case 'write':
      return { kind, file, offset, bytes: data };
    case 'truncate':
      return { kind, file, size: offset };
    case 'sync':
    case 'sync-failed':
      return { kind, file };
    case 'rename':
    case 'link': {
      const [from = '', to = ''] = data.toString().split('\0');
      return { kind, from, to };
    }
    case 'unlink':
    case 'mkdir':
    case 'rmdir':
    case 'sync-folder':
      return { kind, path: data.toString() };
    case 'mark':
      return { kind, text: data.toString() };
  }
}
