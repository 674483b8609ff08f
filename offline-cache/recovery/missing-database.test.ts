import { rmSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { died, open, takeOffline } from '../testing/damage.ts';

describe('a store whose database is gone', () => {
  it.each(['removed', 'empty'])('(%s) is rebuilt from the shadow log instead of begun anew', async (how) => {
    using left = await died({ closed: true });
    const file = path.join(left.folder, 'terminal.db');
    if (how === 'removed') rmSync(file);
    else truncateSync(file, 0);
    await using opened = open(left.folder);
    expect(opened.recovery).toMatchObject({ kind: 'rebuilt', whole: true });
    expect(await opened.store.issuedToday()).toBe(left.tickets.length);
    expect((await takeOffline(opened.store, 'next')).number).toBe(left.numbers.at(-1)! + 1);
  });
});
