import path from 'node:path';
import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { restoreStore } from '#offline-cache/backup/restore-store.ts';
import { DrillHall } from './drill-hall.ts';
import { booksOf, DrillKiosk } from './drill-kiosk.ts';

const MONDAY = '2026-03-02';
const TUESDAY = '2026-03-03';

/** Monday's tickets, Monday night's backup, Tuesday's tickets: some sent, the last ones not. */
async function lived(hall: DrillHall): Promise<{ readonly kiosk: DrillKiosk; readonly backup: string }> {
  const kiosk = new DrillKiosk(hall, await hall.enrol('1号取号机'), 'kiosk', 'a'.repeat(64));
  const backup = path.join(hall.root, 'monday.db');
  await kiosk.start();
  await kiosk.settled();
  await kiosk.take(3, 'bound');
  await kiosk.take(4, 'offline');
  await kiosk.settled();
  unwrap(await kiosk.store.backup(backup));
  await kiosk.stop();
  await hall.nextDay();
  await kiosk.start();
  await kiosk.settled();
  await kiosk.take(2, 'bound');
  await kiosk.take(5, 'offline');
  await kiosk.settled();
  await kiosk.stop();
  return { kiosk, backup };
}

describe('a terminal restored from yesterday’s backup', () => {
  it('on a new disk, with the server in reach: everything that was sent is there once, no number comes twice, staff are told', async () => {
    await using hall = await DrillHall.open();
    const { kiosk, backup } = await lived(hall);
    await kiosk.replaceDisk(null);
    unwrap(await restoreStore({ ...kiosk.place, from: backup, replace: false }));
    await kiosk.start();
    await kiosk.take(3, 'offline');
    await kiosk.settled();
    await kiosk.take(4, 'offline');
    await kiosk.take(2, 'bound');
    await kiosk.settled();
    expect(await booksOf(hall, kiosk.papers)).toEqual({ doubled: [], missing: [] });
    expect(await kiosk.store.takeLogNews()).toMatchObject({ cause: 'restored', numbers: 'distrusted' });
    expect(await hall.attention(MONDAY, TUESDAY)).toContain('store-restored');
    expect(await hall.attention(MONDAY, TUESDAY)).not.toContain('duplicate-number');
    await kiosk.stop();
  });

  it('on a new disk, without the link for the rest of the day: people get numbers that nobody else holds', async () => {
    await using hall = await DrillHall.open();
    const { kiosk, backup } = await lived(hall);
    await kiosk.replaceDisk(null);
    unwrap(await restoreStore({ ...kiosk.place, from: backup, replace: false }));
    await kiosk.start('cut');
    // Beyond a whole part of the reserved numbers.
    await kiosk.take(60, 'offline');
    await kiosk.stop();
    await kiosk.start();
    await kiosk.settled();
    expect(await booksOf(hall, kiosk.papers)).toEqual({ doubled: [], missing: [] });
    await kiosk.stop();
  });

  it('twice from the same backup on one day: the second time too no number comes again', async () => {
    await using hall = await DrillHall.open();
    const { kiosk, backup } = await lived(hall);
    for (let time = 0; time < 2; time += 1) {
      await kiosk.replaceDisk(null);
      unwrap(await restoreStore({ ...kiosk.place, from: backup, replace: false }));
      await kiosk.start('cut');
      await kiosk.take(8, 'offline');
      await kiosk.stop();
      await kiosk.start();
      await kiosk.settled();
      await kiosk.stop();
    }
    expect(await booksOf(hall, kiosk.papers)).toEqual({ doubled: [], missing: [] });
  });

  it('over a database that is beyond reading, its shadow log whole: not even what was never sent is missing', async () => {
    await using hall = await DrillHall.open();
    const { kiosk, backup } = await lived(hall);
    await kiosk.start('cut');
    await kiosk.take(6, 'offline');
    await kiosk.stop();
    const database = path.join(kiosk.folder, 'terminal.db');
    rmSync(`${database}-wal`, { force: true });
    writeFileSync(database, Buffer.alloc(64 * 1024, 0x33));
    unwrap(await restoreStore({ ...kiosk.place, from: backup, replace: true }));
    await kiosk.start();
    await kiosk.take(2, 'offline');
    await kiosk.settled();
    expect(await booksOf(hall, kiosk.papers)).toEqual({ doubled: [], missing: [] });
    await kiosk.stop();
  });
});
