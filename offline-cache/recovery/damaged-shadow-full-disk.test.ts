import { expect, it, vi } from 'vitest';
import { died, factsOf, flip, newestShadow, open, takeOffline } from '../testing/damage.ts';
import type * as Pending from './pending-recovery.ts';

const disk = vi.hoisted(() => ({ full: false }));
vi.mock('./pending-recovery.ts', async (load) => {
  const real = await load<typeof Pending>();
  const refuse = (): never => {
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  };
  return {
    ...real,
    notePending: (...args: Parameters<typeof real.notePending>) => (disk.full ? refuse() : real.notePending(...args)),
    drawConsequences: (...args: Parameters<typeof real.drawConsequences>) => (disk.full ? refuse() : real.drawConsequences(...args)),
  };
});

it('a damaged shadow log and a full disk together stop nobody, and the hall is told when there is room', async () => {
  using left = await died({ closed: true });
  flip(newestShadow(left.folder), 200);
  disk.full = true;
  await using opened = open(left.folder);
  expect(opened.recovery).toMatchObject({ kind: 'shadow-renewed', whole: true });
  expect((await takeOffline(opened.store, 'next')).number).toBe(left.numbers.at(-1)! + 1);
  const told = async () => (await factsOf(opened.store)).filter(({ kind }) => kind === 'store.recovered');
  expect(await told()).toEqual([]);
  disk.full = false;
  await opened.store.requestHelp('home');
  expect(await told()).toMatchObject([{ payload: { kind: 'shadow-renewed' } }]);
  await opened.store.requestHelp('home');
  expect(await told()).toHaveLength(1);
});
