import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { Connection } from '../database/open-database.ts';
import { shrink } from './shrink.ts';

const PRAGMAS: Readonly<Record<string, number>> = { page_size: 4096, page_count: 10_000, freelist_count: 9_000 };

function onFullDisk(code: string, seen: string[] = []): Connection {
  return {
    pragma: (text: string) => PRAGMAS[text] ?? seen.push(text),
    exec: (): never => {
      throw new Database.SqliteError('no', code);
    },
  } as unknown as Connection;
}

it('leaves a file large that there is no room to rewrite, gives back the journal, and lets the store open', () => {
  const seen: string[] = [];
  expect(shrink(onFullDisk('SQLITE_FULL', seen))).toBe(false);
  expect(seen).toEqual(['wal_checkpoint(TRUNCATE)']);
});

it('says every other fault', () => {
  expect(() => shrink(onFullDisk('SQLITE_IOERR_READ'))).toThrow('no');
});
