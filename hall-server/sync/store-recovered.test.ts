import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestHall, testBusiness } from '../testing/test-hall.ts';
import type { TestTerminal } from '../testing/test-terminal.ts';

let hall: TestHall;
let kiosk: TestTerminal;

beforeEach(async () => {
  hall = await TestHall.open({ businesses: [testBusiness('social', 'A')] });
  kiosk = await hall.enrol('取号机1');
});

afterEach(() => hall.close());

describe('a terminal that mended its store', () => {
  it('is shown to staff, once however often the same word comes', async () => {
    const recoveryId = hall.newId();
    kiosk.write('store.recovered', `store:${recoveryId}`, { recoveryId, kind: 'rebuilt', found: 'SQLITE_NOTADB', whole: true, putBack: 3, salvaged: 0 });
    await kiosk.push();
    await kiosk.push();
    expect(await hall.conflicts()).toBe(1);
  });
});
