import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel/random.ts';
import { workFolder } from '../kit/folders.ts';
import { bite, ROWS } from './bite.ts';
import type { PlannedFault } from './control.ts';
import { Disk } from './disk.ts';
import { compileLayer, Layer } from './layer.ts';

/** Runs `script` on the layer; `folder` in it is the watched folder. */
function run(script: string, fault?: PlannedFault) {
  const place = workFolder('layer');
  const folder = path.join(place.folder, 'watched');
  mkdirSync(folder);
  const disk = new Disk(folder);
  const layer = new Layer(compileLayer(place.folder), folder, path.join(place.folder, 'state'));
  const env = { ...process.env, ...layer.begin() };
  if (fault) layer.control.plan(fault);
  const head = `import fs from 'node:fs'; const folder = ${JSON.stringify(folder)};`;
  const { stdout, stderr, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', head + script], { env, encoding: 'utf8' });
  const said = disk.live(layer.journal());
  const onDisk = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return entry.isFile() ? [[path.relative(folder, file), readFileSync(file)] as const] : [];
    }),
  );
  const cut = (content: 'forget' | 'subset' | 'torn', names: 'journalled' | 'unsynced-lost', seed = 1): Record<string, string> => {
    disk.cut(folder, { content, names, random: seededRandom(seed) });
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name !== 'sub');
    return Object.fromEntries(files.toSorted().map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
  };
  return { ...place, stdout, stderr, signal, said, onDisk, visible: disk.visible(), counters: layer.control.counters(), cut };
}

/** Short enough to be read when they differ. */
function texts(files: ReadonlyMap<string, Buffer | null>): Record<string, string> {
  return Object.fromEntries([...files].map(([name, bytes]) => [name, bytes && bytes.length > 100 ? createHash('sha256').update(bytes).digest('hex') : String(bytes)]));
}

const MANY_WAYS = `
  fs.writeFileSync(folder + '/a', 'one');
  fs.appendFileSync(folder + '/a', ' two');
  fs.mkdirSync(folder + '/sub');
  const handle = fs.openSync(folder + '/sub/b', 'w+');
  fs.writeSync(handle, 'hello world');
  fs.writeSync(handle, 'J', 0);
  fs.writevSync(handle, [Buffer.from('!'), Buffer.from('?')]);
  fs.ftruncateSync(handle, 12);
  fs.closeSync(handle);
  fs.renameSync(folder + '/a', folder + '/c');
  fs.linkSync(folder + '/c', folder + '/d');
  fs.unlinkSync(folder + '/c');
  fs.writeFileSync(folder + '/e', 'gone');
  fs.truncateSync(folder + '/e', 1);
  await fs.promises.writeFile(folder + '/f', 'by a thread');
  fs.writeFileSync(folder + '/e', 'anew');
  fs.writeFileSync(folder + '/g', 'removed');
  fs.rmSync(folder + '/g');
  fs.mkdirSync(folder + '/h/i', { recursive: true });
  fs.writeFileSync(folder + '/h/i/j', 'removed too');
  fs.rmSync(folder + '/h', { recursive: true });
  fs.copyFileSync(folder + '/d', folder + '/k');
  fs.writeFileSync(folder + '/l', 'l'.repeat(300_000));
  await fs.promises.cp(folder + '/l', folder + '/m');
  await fs.promises.rm(folder + '/l');
  process.chdir(folder);
  fs.writeFileSync('n', 'relative');
  fs.appendFileSync('n', ' and longer', { flush: true });
`;

describe('the power-cut layer', () => {
  it('notes every way in which a program changes files', () => {
    using life = run(MANY_WAYS);
    expect(life.stderr).toBe('');
    expect(texts(life.visible)).toEqual(texts(life.onDisk));
    expect(life.onDisk.get('sub/b')?.toString()).toBe('Jello world!');
  });

  it('sees all that SQLite does to its files', () => {
    using life = run(`
      const { default: Database } = await import('better-sqlite3');
      const database = new Database(folder + '/a.db');
      // As the product opens it: else SQLite keeps an index of the log in a memory map, which nothing durable rests on.
      database.pragma('locking_mode = EXCLUSIVE');
      for (const mode of ['WAL', 'DELETE', 'WAL']) {
        database.pragma('journal_mode = ' + mode);
        database.exec('CREATE TABLE IF NOT EXISTS fact (id INTEGER PRIMARY KEY, body TEXT)');
        for (let i = 0; i < 50; i += 1) database.exec("INSERT INTO fact (body) VALUES (hex(randomblob(300)))");
      }
      database.exec('VACUUM INTO ' + "'" + folder + "/copy.db'");
      process.kill(process.pid, 'SIGKILL');
    `);
    expect(texts(life.visible)).toEqual(texts(life.onDisk));
    expect([...life.onDisk.keys()].toSorted()).toEqual(['a.db', 'a.db-wal', 'copy.db']);
  });

  it('forgets what was not synced, keeps what was', () => {
    using life = run(`
      const handle = fs.openSync(folder + '/a', 'w');
      fs.writeSync(handle, 'synced ');
      fs.fsyncSync(handle);
      fs.writeSync(handle, 'not synced');
    `);
    expect(life.cut('forget', 'journalled')).toEqual({ a: 'synced ' });
  });

  it('loses names whose folder was not synced, and only those', () => {
    using life = run(`
      const sync = (name) => { const handle = fs.openSync(name, 'r'); fs.fsyncSync(handle); fs.closeSync(handle); };
      for (const name of ['/a', '/b']) { fs.writeFileSync(folder + name, name); sync(folder + name); }
      sync(folder);
      fs.renameSync(folder + '/a', folder + '/c');
    `);
    const outcomes = new Set([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => Object.keys(life.cut('forget', 'unsynced-lost', seed)).join('')));
    expect(outcomes).toEqual(new Set(['ab', 'bc']));
  });

  it('tears the last write at sectors', () => {
    using life = run(`
      const handle = fs.openSync(folder + '/a', 'w');
      fs.writeSync(handle, 'a'.repeat(700));
      fs.fsyncSync(handle);
      fs.writeSync(handle, 'b'.repeat(1500), 0);
    `);
    const ends = new Set(Array.from({ length: 40 }, (_, seed) => life.cut('torn', 'journalled', seed).a!.lastIndexOf('b') + 1));
    expect([...ends].toSorted((a, b) => a - b)).toEqual([0, 512, 1024, 1500]);
  });

  it.each<[string, PlannedFault, string, string]>([
    ['finds no space at the second write and the next', { fault: 'disk-full', after: 2, times: 2 }, 'ok ENOSPC ENOSPC ok', 'a d'],
    ['fails the second sync, whose bytes never reach the disk', { fault: 'sync-error', after: 2 }, 'ok EIO ok ok', 'a c d'],
  ])('%s', (_, fault, said, left) => {
    using life = run(
      `const handle = fs.openSync(folder + '/x', 'w');
       const words = ['a', 'b', 'c', 'd'].map((word, i) => {
         try { fs.writeSync(handle, word, i * 2); fs.fsyncSync(handle); return 'ok'; } catch (error) { return error.code; }
       });
       fs.writeSync(1, words.join(' '));`,
      fault,
    );
    expect(life.stdout).toBe(said);
    expect(life.cut('forget', 'journalled').x!.replaceAll(/\0+/g, ' ')).toBe(left);
  });

  it('takes half of a write that is to be short, and dies before the operation it shall die at', () => {
    const script = `const handle = fs.openSync(folder + '/x', 'w'); fs.writeSync(1, String(fs.writeSync(handle, 'abcd'))); fs.fsyncSync(handle);`;
    using short = run(script, { fault: 'short-write', after: 1 });
    // Node writes the rest by itself.
    expect([short.stdout, short.counters.writes, short.counters.hits]).toEqual(['4', 2, 1]);
    using dead = run(script, { fault: 'die', after: 3 });
    expect([dead.signal, dead.stdout, dead.said]).toEqual(['SIGKILL', '4', '4']);
    expect(dead.counters).toEqual({ operations: 3, writes: 1, syncs: 1, hits: 1 });
  });

  it('bites: SQLite at synchronous=NORMAL loses acknowledged rows in every mode, and breaks in none', () => {
    for (const content of ['forget', 'subset', 'torn'] as const) {
      const { lost, broken, acknowledged } = bite('NORMAL', { content, names: 'journalled' }, 30, 1);
      expect(acknowledged).toBeGreaterThan(ROWS);
      expect(lost / acknowledged).toBeGreaterThan(0.01);
      expect(broken).toBe(0);
    }
  });

  it('takes nothing that was promised: SQLite at synchronous=FULL loses no acknowledged row in any mode', () => {
    for (const content of ['forget', 'subset', 'torn'] as const) {
      expect(bite('FULL', { content, names: 'unsynced-lost' }, 30, 1)).toMatchObject({ lost: 0, broken: 0 });
    }
  });
});
