import { describe, expect, it } from 'vitest';
import { DrillHall } from './drill-hall.ts';
import { booksOf, DrillKiosk } from './drill-kiosk.ts';

const MONDAY = '2026-03-02';

describe('a raw disk image put back into its own machine', () => {
  it('with the server in reach: the fork is found out before the first number, the old leases are not used', async () => {
    await using hall = await DrillHall.open();
    const kiosk = new DrillKiosk(hall, await hall.enrol('1号取号机'), 'kiosk', 'a'.repeat(64));
    await kiosk.start();
    await kiosk.settled();
    await kiosk.take(3, 'offline');
    await kiosk.settled();
    await kiosk.stop();
    const image = hall.copy(kiosk.folder, 'image');
    await kiosk.start();
    await kiosk.take(5, 'offline');
    await kiosk.take(2, 'bound');
    await kiosk.settled();
    await kiosk.stop();
    await kiosk.replaceDisk(image);
    await kiosk.start();
    await kiosk.take(4, 'offline');
    await kiosk.settled();
    await kiosk.take(4, 'offline');
    await kiosk.settled();
    expect(await booksOf(hall, kiosk.papers)).toEqual({ doubled: [], missing: [] });
    expect(await kiosk.store.takeLogNews()).toMatchObject({ cause: 'forked', numbers: 'distrusted' });
    expect(await hall.attention(MONDAY)).toContain('log-forked');
    expect(await hall.attention(MONDAY)).not.toContain('duplicate-number');
    await kiosk.stop();
  });

  it('without the link is not promised, and shows itself to staff when the link is back: both people are served', async () => {
    await using hall = await DrillHall.open();
    const kiosk = new DrillKiosk(hall, await hall.enrol('1号取号机'), 'kiosk', 'a'.repeat(64));
    await kiosk.start();
    await kiosk.settled();
    await kiosk.stop();
    const image = hall.copy(kiosk.folder, 'image');
    await kiosk.start();
    await kiosk.take(2, 'offline');
    await kiosk.settled();
    await kiosk.stop();
    await kiosk.replaceDisk(image);
    await kiosk.start('cut');
    await kiosk.take(3, 'offline');
    await kiosk.stop();
    await kiosk.start();
    await kiosk.settled();
    const { doubled, missing } = await booksOf(hall, kiosk.papers);
    expect(doubled).toHaveLength(2);
    // Both tickets of each number wait to be called.
    expect(missing).toEqual([]);
    expect((await hall.attention(MONDAY)).filter((kind) => kind === 'duplicate-number')).toHaveLength(2);
    await kiosk.stop();
  });
});
