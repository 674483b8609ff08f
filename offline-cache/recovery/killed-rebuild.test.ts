import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { died, factsOf, flip, open, takeOffline } from '../testing/damage.ts';

const CHILD = new URL('../testing/crash-child.ts', import.meta.url).pathname;

/** Steps of an opening that rebuilds, from the quarantine to the first ticket. */
const STEPS = 8;

describe('a rebuild killed with SIGKILL', () => {
  it.each(Array.from({ length: STEPS }, (_, step) => step + 1))('at its step %i is done again and loses nothing', async (step) => {
    using left = await died();
    flip(path.join(left.folder, 'terminal.db-wal'), 30);
    const child = spawn(process.execPath, [CHILD, 'one', left.folder, 'tap-of-the-dying', String(step), 'boot-1'], { stdio: 'ignore' });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    await using opened = open(left.folder);
    for (const id of left.tickets) expect(await opened.store.ticket(id)).toMatchObject({ state: 'waiting' });
    expect(await opened.store.issuedToday()).toBe(left.tickets.length);
    expect((await takeOffline(opened.store, 'next')).number).toBe(left.numbers.at(-1)! + 1);
    expect((await factsOf(opened.store)).filter(({ kind }) => kind === 'store.recovered')).toHaveLength(1);
  }, 20_000);
});
