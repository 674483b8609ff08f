import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { died, factsOf, flip, open, takeOffline } from '../testing/damage.ts';

describe('a database with a damaged page', () => {
  it.each([
    ['in its first page', 2_000],
    ['in the middle', 30_000],
    ['in its last page', -100],
  ])('(%s) is rebuilt with every ticket, and numbers go on exactly', async (_where, at) => {
    using left = await died({ closed: true });
    flip(path.join(left.folder, 'terminal.db'), at);
    await using opened = open(left.folder);
    expect(opened.recovery).toMatchObject({ kind: 'rebuilt', whole: true });
    for (const id of left.tickets) expect(await opened.store.ticket(id)).toMatchObject({ state: 'waiting' });
    expect((await takeOffline(opened.store, 'next')).number).toBe(left.numbers.at(-1)! + 1);
  });

  it('goes on in a new log that carries every fact under its old name, and says in it what happened', async () => {
    using left = await died({ closed: true });
    const before = open(left.folder);
    const { logId } = await before.store.outbox();
    const facts = await factsOf(before.store);
    await before.store.close();
    flip(path.join(left.folder, 'terminal.db'), 30_000);
    await using opened = open(left.folder);
    expect((await opened.store.outbox()).logId).not.toBe(logId);
    const now = await factsOf(opened.store);
    expect(now.slice(0, -1).map(({ payload }) => payload)).toEqual(facts.map(({ payload }) => payload));
    expect(now.at(-1)).toMatchObject({ kind: 'store.recovered', payload: { kind: 'rebuilt', whole: true } });
    expect(await opened.store.takeLogNews()).toMatchObject({ cause: 'rebuilt', numbers: 'kept' });
  });

  it('is kept as it was found, and mended once', async () => {
    using left = await died({ closed: true });
    const file = path.join(left.folder, 'terminal.db');
    flip(file, 30_000);
    const damaged = readFileSync(file);
    const first = open(left.folder);
    const kept = first.recovery!.quarantine!;
    await first.store.close();
    expect(readFileSync(path.join(kept, 'terminal.db')).equals(damaged)).toBe(true);
    expect(readdirSync(path.join(kept, 'shadow')).length).toBeGreaterThan(0);
    expect(statSync(kept).mode & 0o077).toBe(0);
    await using second = open(left.folder);
    expect(second.recovery).toBeNull();
    expect((await factsOf(second.store)).filter(({ kind }) => kind === 'store.recovered')).toHaveLength(1);
  });

  it('leaves nothing readable behind', async () => {
    using left = await died({ closed: true });
    flip(path.join(left.folder, 'terminal.db'), 30_000);
    await open(left.folder).store.close();
    const files = readdirSync(left.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { parentPath, name } of files) {
      const bytes = readFileSync(path.join(parentPath, name));
      expect(bytes.includes('social-security'), name).toBe(false);
      expect(statSync(path.join(parentPath, name)).mode & 0o077, name).toBe(0);
    }
    expect(readdirSync(left.folder)).not.toContain('rebuild');
  });
});
