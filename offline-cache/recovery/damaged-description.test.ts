import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { died, flip, open, tryOpen } from '../testing/damage.ts';
import { EXAMPLE_KEY } from '../testing/store-fixture.ts';

const NAMES = ['terminal.cipher.json', 'terminal.cipher.copy.json'] as const;

describe('the description beside the database', () => {
  it.each(NAMES)('may lose any of its bytes in %s', async (name) => {
    using left = await died({ closed: true });
    const file = path.join(left.folder, name);
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length - 1; at += 7) {
      writeFileSync(file, whole);
      flip(file, at);
      await using opened = open(left.folder);
      expect(opened.recovery, String(at)).toMatchObject({ kind: 'facts-repaired', whole: true });
      expect(readFileSync(file).equals(whole)).toBe(true);
    }
  });

  it('is made again from the database when all of it is gone', async () => {
    using left = await died({ closed: true });
    for (const name of NAMES) rmSync(path.join(left.folder, name));
    const opened = open(left.folder);
    expect(await opened.store.issuedToday()).toBe(left.tickets.length);
    await opened.store.close();
    await using again = open(left.folder);
    expect(again.recovery).toBeNull();
  });

  it('still tells a wrong key from damage, also when one copy is damaged', async () => {
    using left = await died({ closed: true });
    const wrong = { key: { ...EXAMPLE_KEY, bytes: new Uint8Array(32).fill(9) } };
    expect(tryOpen(left.folder, wrong)).toMatchObject({ ok: false, error: { kind: 'wrong-key' } });
    flip(path.join(left.folder, NAMES[0]), 1);
    expect(tryOpen(left.folder, wrong)).toMatchObject({ ok: false, error: { kind: 'wrong-key' } });
    for (const name of NAMES) rmSync(path.join(left.folder, name));
    expect(tryOpen(left.folder, wrong)).toMatchObject({ ok: false, error: { kind: 'unproven-key' } });
    await using opened = open(left.folder);
    expect(await opened.store.issuedToday()).toBe(left.tickets.length);
  });
});

describe('the first bytes of the database', () => {
  it.each(Array.from({ length: 24 }, (_, at) => at))('may be damaged at byte %i', async (at) => {
    using left = await died({ closed: true });
    flip(path.join(left.folder, 'terminal.db'), at);
    await using opened = open(left.folder);
    expect(opened.recovery).toMatchObject({ kind: 'facts-repaired', whole: true });
    expect(await opened.store.issuedToday()).toBe(left.tickets.length);
  });
});
