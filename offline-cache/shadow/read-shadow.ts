import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { BeginEntry, GroupEntry, RowsEntry, Statement } from './entry.ts';
import { fromShadow } from './entry.ts';
import { decodeHeader, HEADER_BYTES, Opener } from './record.ts';
import { SHADOW_FOLDER, shadowFileName, shadowFileNumbers } from './shadow-files.ts';

/** One file as far as it can be read. */
export interface ShadowFile {
  readonly name: string;
  /** Null when the first record could not be read. */
  readonly begin: BeginEntry | null;
  /** Where its checkpoint stands; null when it is not whole. */
  readonly checkpoint: number | null;
  readonly groups: readonly SealedGroup[];
  /** Closed in order: nothing can be missing behind its end. */
  readonly closed: boolean;
  /** Null unless something in it is damaged; a last record that was cut is not damage. */
  readonly damage: string | null;
  /** At least one record opened with the key. */
  readonly authentic: boolean;
  /** What the system said of it before it was read: a file that was written since says something else. */
  readonly seen: string;
}

export interface SealedGroup {
  readonly position: number;
  readonly json: Buffer;
}

export interface Group {
  readonly position: number;
  /** Null: its texts were in a record that is damaged. */
  readonly statements: readonly Statement[] | null;
}

/**
 * All shadow files of a store, oldest first; every record is opened and so proven. @throws the system's error
 * @param before what this opening read already with the same key: a file nobody wrote since is not read again
 */
export function readShadow(folder: string, key: Uint8Array, before: readonly ShadowFile[] = []): ShadowFile[] {
  const place = path.join(folder, SHADOW_FOLDER);
  return shadowFileNumbers(place).map((number) => {
    const name = shadowFileName(number);
    const seen = stampOf(path.join(place, name));
    return before.find((file) => file.name === name && file.seen === seen) ?? readFile(place, name, key, seen);
  });
}

function stampOf(file: string): string {
  const { dev, ino, size, mtimeNs } = statSync(file, { bigint: true });
  return `${dev} ${ino} ${size} ${mtimeNs}`;
}

function readFile(place: string, name: string, key: Uint8Array, seen: string): ShadowFile {
  let begin: BeginEntry | null = null;
  let checkpoint: number | null = null;
  let closed = false;
  let damage: string | null = null;
  let authentic = false;
  let damagedBefore = false;
  const groups: SealedGroup[] = [];
  const note = (what: string): void => void (damage ??= `${name}: ${what}`);
  const bytes = readFileSync(path.join(place, name));
  for (const item of records(bytes, key)) {
    if (item.kind === 'damaged') {
      note(item.what);
      damagedBefore = true;
      continue;
    }
    authentic = true;
    const { kind, position, payload } = item;
    if (kind === 'begin') begin = JSON.parse(payload.toString('utf8')) as BeginEntry;
    if (kind === 'whole' && begin && !damagedBefore) checkpoint = position;
    if (kind === 'group') groups.push({ position, json: payload });
    if (kind === 'closed') closed = true;
  }
  return { name, begin, checkpoint, groups, closed, damage, authentic, seen };
}

type Item =
  | { readonly kind: 'begin' | 'rows' | 'whole' | 'group' | 'closed'; readonly position: number; readonly payload: Buffer }
  | { readonly kind: 'damaged'; readonly what: string };

/** Goes on behind a damaged record where its end is known. */
function* records(bytes: Buffer, key: Uint8Array): Generator<Item> {
  const fileId = decodeHeader(bytes);
  // Shorter than a header: its making was cut.
  if (bytes.length < HEADER_BYTES) return;
  if (!fileId) return yield { kind: 'damaged', what: 'header' };
  const opener = new Opener(key, fileId);
  for (let at = HEADER_BYTES; ; ) {
    const found = opener.open(bytes, at);
    if (found.kind === 'end' || found.kind === 'torn') return;
    if (found.kind === 'damaged') yield found;
    else yield { kind: found.record, position: found.position, payload: found.payload };
    if (found.next === null) return;
    at = found.next;
  }
}

/** The rows of a file's checkpoint, read again: they are not kept in memory. */
export function* checkpointRows(folder: string, name: string, key: Uint8Array): Generator<RowsEntry> {
  for (const item of records(readFileSync(path.join(folder, SHADOW_FOLDER, name)), key)) {
    if (item.kind === 'whole') return;
    if (item.kind === 'rows') yield JSON.parse(item.payload.toString('utf8')) as RowsEntry;
  }
}

/** The file's groups behind `after`, in order. */
export function* groupsAfter(file: ShadowFile, after: number): Generator<Group> {
  const texts = new Map<number, string>();
  for (const { position, json } of file.groups) {
    const { define = {}, write } = JSON.parse(json.toString('utf8')) as GroupEntry;
    for (const [number, text] of Object.entries(define)) texts.set(Number(number), text);
    if (position <= after) continue;
    const statements = write.map(([number, ...values]): Statement | null => {
      const text = texts.get(number);
      return text === undefined ? null : { text, values: values.map(fromShadow) };
    });
    yield { position, statements: statements.every((one) => one !== null) ? statements : null };
  }
}
