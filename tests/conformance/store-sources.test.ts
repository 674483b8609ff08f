import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Where a connection may be made, and why it is not the one writer's. */
const OPENERS: Readonly<Record<string, string>> = {
  'offline-cache/database/open-database.ts': "the terminal's one writer",
  'offline-cache/database/file-header.ts': 'asks a copy of the first page whether it deciphers',
  'offline-cache/backup/store-backup.ts': 'reads a copy back, read-only',
  'offline-cache/recovery/recovery-lock.ts': 'a lock file of its own, no data',
  'offline-cache/recovery/scratch.ts': 'a database that is nobody’s before it is finished',
  'hall-server/store/sqlite/open-database.ts': "the hall's one writer",
  'hall-server/store/sqlite/encipher-plain.ts': 'turns the plain database of an older release into ciphertext',
  'hall-server/backup/restore-backup.ts': 'looks whether the hall runs, read-only, and holds a lock of its own without data',
};

/** Where durability may be set. A scratch database is worthless until it is finished and synced as a whole; a backup's copy is no log's; a restore's lock holds nothing. */
const DURABILITY = [
  'hall-server/backup/inspect-job.ts',
  'hall-server/backup/restore-backup.ts',
  'offline-cache/database/open-database.ts',
  'offline-cache/recovery/scratch.ts',
  'hall-server/store/sqlite/open-database.ts',
];

function filesWith(pattern: RegExp): readonly string[] {
  const files = globSync('{kernel,domain,contracts,drivers,offline-cache,terminal,hall-server,electron,demonstration}/**/*.ts', { cwd: ROOT });
  return files
    .filter((file) => !/\.test\.ts$|\/testing\/|\/node_modules\//.test(file))
    .filter((file) => pattern.test(readFileSync(path.join(ROOT, file), 'utf8')))
    .map((file) => file.replaceAll(path.sep, '/'))
    .toSorted();
}

describe('the sources', () => {
  it('make connections to SQLite nowhere but where it is known why', () => {
    expect(filesWith(/new Database\(/)).toEqual(Object.keys(OPENERS).toSorted());
    expect(filesWith(/from '(node:sqlite|sqlite3|bun:sqlite)'/)).toEqual([]);
  });

  it('set synchronous, memory mapping and the journal nowhere else', () => {
    expect(filesWith(/pragma\(\s*[`'"](synchronous|journal_mode)\s*=|PRAGMA (synchronous|journal_mode)\s*=/i)).toEqual(DURABILITY.toSorted());
    expect(filesWith(/mmap_size = [^0]/)).toEqual([]);
  });
});
