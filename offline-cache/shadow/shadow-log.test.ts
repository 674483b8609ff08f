import type * as Fs from 'node:fs';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '#kernel/random.ts';
import { temporaryFolder } from '../testing/store-fixture.ts';
import { groupsAfter, readShadow } from './read-shadow.ts';
import { ShadowLog, type ShadowLogOptions } from './shadow-log.ts';

/** Writes that still succeed before the disk is full; the one that meets the limit writes half. */
const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY }));
vi.mock('node:fs', async (load) => {
  const fs = await load<typeof Fs>();
  const full = (): never => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  return {
    ...fs,
    writeSync(handle: number, bytes: Buffer, from: number, length: number, at: number) {
      if (disk.room <= 0) return full();
      const written = fs.writeSync(handle, bytes, from, Math.min(length, disk.room), at);
      disk.room -= written;
      return written;
    },
  };
});

const KEY = new Uint8Array(32).fill(7);
const told: boolean[] = [];

beforeEach(() => {
  disk.room = Number.POSITIVE_INFINITY;
  told.length = 0;
});

function logIn(folder: string, change: Partial<ShadowLogOptions> = {}): ShadowLog {
  return new ShadowLog(
    {
      folder, key: KEY, begin: { lineage: 'aa', bootId: 'boot-1' }, random: seededRandom(1), sync: 'here', onBehind: (behind) => told.push(behind),
      *checkpoint() {
        yield { kind: 'begin', json: '{"schema":1}' };
        yield { kind: 'whole', json: '{"rows":0}' };
      },
      ...change,
    },
    0,
  );
}

const group = (value: unknown) => [{ text: 'INSERT INTO t VALUES (?)', values: [value] }];

/** What is in the files, by position. */
function contents(folder: string): Record<number, unknown> {
  return Object.fromEntries(
    readShadow(folder, KEY).flatMap((file) => {
      expect(file.damage).toBeNull();
      return [...groupsAfter(file, 0)].map(({ position, statements }) => [position, statements?.[0]?.values[0]]);
    }),
  );
}

describe('the shadow log', () => {
  it('holds each group with its statements, texts defined once', () => {
    using place = temporaryFolder();
    const log = logIn(place.folder);
    log.append(1, group('one'));
    log.append(2, [...group(2), { text: 'DELETE FROM t WHERE a = ?', values: [null] }]);
    log.append(3, group(new Uint8Array([0, 255])));
    log.close();
    const [file] = readShadow(place.folder, KEY);
    expect(file).toMatchObject({ checkpoint: 0, closed: true, damage: null, begin: { lineage: 'aa', bootId: 'boot-1', schema: 1 } });
    expect([...groupsAfter(file!, 1)]).toEqual([
      { position: 2, statements: [{ text: 'INSERT INTO t VALUES (?)', values: [2] }, { text: 'DELETE FROM t WHERE a = ?', values: [null] }] },
      { position: 3, statements: [{ text: 'INSERT INTO t VALUES (?)', values: [Buffer.from([0, 255])] }] },
    ]);
  });

  it('never fails its caller on a full disk, says so once, and writes what it held with the next group', () => {
    using place = temporaryFolder();
    const log = logIn(place.folder);
    log.append(1, group('one'));
    disk.room = 20;
    log.append(2, group('two'));
    log.append(3, group('three'));
    expect([told, log.behind]).toEqual([[true], true]);
    disk.room = Number.POSITIVE_INFINITY;
    log.append(4, group('four'));
    expect([told, log.behind]).toEqual([[true, false], false]);
    expect(contents(place.folder)).toEqual({ 1: 'one', 2: 'two', 3: 'three', 4: 'four' });
    log.close();
  });

  it('begins anew with a checkpoint when too much was held', () => {
    using place = temporaryFolder();
    const log = logIn(place.folder);
    disk.room = 0;
    for (let position = 1; position <= 600; position += 1) log.append(position, group(position));
    disk.room = Number.POSITIVE_INFINITY;
    // The attempts at a new file grow rarer while the disk stays full.
    for (let position = 601; log.behind; position += 1) log.append(position, group(position));
    expect(readShadow(place.folder, KEY).at(-1)!.checkpoint).toBeGreaterThanOrEqual(601);
    expect(told).toEqual([true, false]);
    log.close();
  });

  it('covers a group that it cannot put into words by a checkpoint', () => {
    using place = temporaryFolder();
    const log = logIn(place.folder);
    log.append(1, group('one'));
    log.append(2, group(Symbol('no value of a row')));
    expect(log.behind).toBe(false);
    log.append(3, group('three'));
    log.close();
    const newest = readShadow(place.folder, KEY).at(-1)!;
    expect([newest.checkpoint, [...groupsAfter(newest, 0)].map(({ position }) => position)]).toEqual([2, [3]]);
  });

  it('turns to a new file when the groups outweigh the checkpoint, and keeps the one before', () => {
    using place = temporaryFolder();
    const log = logIn(place.folder);
    const megabyte = 'x'.repeat(1024 * 1024);
    for (let position = 1; position <= 12; position += 1) {
      log.append(position, group(megabyte));
      log.settle(0);
    }
    expect(readdirSync(path.join(place.folder, 'shadow'))).toEqual(['000003.log', '000004.log']);
    expect(readShadow(place.folder, KEY).map(({ checkpoint }) => checkpoint)).toEqual([8, 12]);
    log.close();
  });

  it('goes on in the old file when there is no room for a new one', () => {
    using place = temporaryFolder();
    const log = logIn(place.folder);
    const megabyte = 'x'.repeat(1024 * 1024);
    for (let position = 1; position <= 5; position += 1) log.append(position, group(megabyte));
    disk.room = 10;
    log.settle(0);
    disk.room = Number.POSITIVE_INFINITY;
    log.append(6, group('six'));
    expect(readdirSync(path.join(place.folder, 'shadow'))).toEqual(['000001.log']);
    expect(contents(place.folder)[6]).toBe('six');
    log.close();
  });
});
