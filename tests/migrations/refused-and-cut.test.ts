import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { openHall } from '#hall-server/open-hall.ts';
import { openDatabase as openHallDatabase } from '#hall-server/store/sqlite/open-database.ts';
import { NEWEST_SCHEMA } from '#hall-server/store/sqlite/migrations.ts';
import { openDatabase } from '#offline-cache/database/open-database.ts';
import { openErrorSentence } from '#offline-cache/database/open-error.ts';
import { MIGRATIONS } from '#offline-cache/migrations/all.ts';
import { openStoreHere } from '#offline-cache/open-store-here.ts';
import { EXAMPLE_KEY } from '#offline-cache/testing/store-fixture.ts';
import { RELEASES, releasedStore } from './released-store.ts';

const OLDEST = RELEASES[0]!;

afterEach(() => vi.restoreAllMocks());

function filesOf(folder: string): ReadonlyMap<string, string> {
  return new Map(readdirSync(folder).filter((name) => !name.includes('-wal') && /\.(db|sqlite|json)$/.test(name)).map((name) => [name, readFileSync(path.join(folder, name), 'base64')]));
}

/**
 * Runs `act` and copies the folder after every single statement that a migration executes: what is in the files at that
 * instant is what a kill would leave, since the kernel keeps what was written and forgets what was not.
 */
function cutsOf(folder: string, act: () => void): { readonly cuts: readonly string[] } & Disposable {
  const root = mkdtempSync(path.join(tmpdir(), 'yichuang-cuts-'));
  const cuts: string[] = [];
  const cut = (): void => {
    const place = path.join(root, String(cuts.length));
    cpSync(folder, place, { recursive: true });
    cuts.push(place);
  };
  const exec = Object.getOwnPropertyDescriptor(Database.prototype, 'exec')!.value as (this: Database.Database, sql: string) => Database.Database;
  vi.spyOn(Database.prototype, 'exec').mockImplementation(function each(this: Database.Database, sql: string) {
    for (const statement of statementsOf(sql)) {
      exec.call(this, statement);
      if (this.inTransaction) cut();
    }
    return this;
  });
  act();
  vi.restoreAllMocks();
  return { cuts, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

/** Migrations have no triggers and no semicolons in texts. */
function statementsOf(sql: string): readonly string[] {
  return sql.replaceAll(/--.*$/gm, '').split(';').filter((statement) => statement.trim() !== '');
}

describe('a migration of the terminal’s store that is killed after any of its statements', () => {
  it('leaves the store as it was: the next start does it whole, and nothing is missing', async () => {
    using released = releasedStore(OLDEST);
    using made = cutsOf(released.terminalFolder, () => unwrap(openDatabase({ folder: released.terminalFolder, key: EXAMPLE_KEY.bytes })).close());
    expect(made.cuts.length).toBeGreaterThan(MIGRATIONS.length - 1);
    for (const folder of made.cuts) {
      const store = released.openTerminal(folder);
      expect(await store.outbox()).toMatchObject(released.facts.terminal.outbox);
      expect(await store.operationsAfter(released.facts.terminal.outbox.applied, 1_000_000)).toEqual(released.facts.terminal.unsent);
      expect(await store.numbersLeft()).toEqual(released.facts.terminal.numbersLeft);
      await store.close();
      const connection = unwrap(openDatabase({ folder, key: EXAMPLE_KEY.bytes }));
      expect(connection.pragma('user_version', { simple: true })).toBe(MIGRATIONS.at(-1)!.version);
      connection.close();
    }
  });
});

describe('a migration of the hall’s database that is killed after any of its statements', () => {
  it('leaves the hall as it was: the next start does it whole, and nothing is missing', async () => {
    using released = releasedStore(OLDEST);
    const { head, totals } = released.facts.hall;
    using made = cutsOf(released.hallFolder, () => unwrap(openHallDatabase(released.hallFolder, seededRandom(5))).close());
    expect(made.cuts.length).toBeGreaterThan(NEWEST_SCHEMA - 1);
    for (const folder of made.cuts) {
      const hall = released.openHall(folder);
      const { store } = hall.services.context.writer;
      expect(await store.totals(head.businessDay)).toMatchObject(totals);
      expect((await store.load([])).head).toMatchObject({ incarnation: head.incarnation, auditHash: head.auditHash });
      await hall.close();
    }
  });
});

describe('files of a newer release', () => {
  it('are refused by the terminal with one sentence, and left as they are', () => {
    using released = releasedStore(OLDEST);
    const connection = unwrap(openDatabase({ folder: released.terminalFolder, key: EXAMPLE_KEY.bytes }));
    connection.pragma('user_version = 900');
    connection.close();
    const before = filesOf(released.terminalFolder);
    const opened = openStoreHere({ folder: released.terminalFolder, key: EXAMPLE_KEY, clock: released.clock, bootId: 'boot-1' });
    if (opened.ok) throw new Error('opened');
    expect(opened.error).toMatchObject({ kind: 'newer-schema', found: 900, known: MIGRATIONS.at(-1)!.version });
    expect(openErrorSentence(opened.error)).toContain('请升级程序');
    expect(filesOf(released.terminalFolder)).toEqual(before);
  });

  it('are refused by the hall server, and left as they are', () => {
    using released = releasedStore(OLDEST);
    const connection = unwrap(openHallDatabase(released.hallFolder, seededRandom(5)));
    connection.prepare('INSERT INTO schema_version (version, name) VALUES (900, ?)').run('later');
    connection.close();
    const before = filesOf(released.hallFolder);
    const opened = openHall({ dataFolder: released.hallFolder, clock: released.clock, random: seededRandom(5), config: null });
    expect(opened).toMatchObject({ ok: false, error: { kind: 'newer-schema', found: 900, known: NEWEST_SCHEMA } });
    expect(filesOf(released.hallFolder)).toEqual(before);
  });
});
