import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestHall } from '../testing/test-hall.ts';
import { numberOf, type TestTerminal } from '../testing/test-terminal.ts';

/** More than the server takes in hand at once. */
const CROWD = 38;

let hall: TestHall;
let kiosks: TestTerminal[];

beforeEach(async () => {
  hall = await TestHall.open();
  kiosks = [];
  for (let i = 0; i < CROWD; i += 1) {
    const kiosk = await hall.enrol(`取号机${i}`);
    for (let n = 1; n <= 2; n += 1) kiosk.issued(hall.newId(), numberOf(kiosk.row.ownSeries!, n, 'leased'));
    kiosks.push(kiosk);
  }
});

afterEach(() => hall.close());

const send = (kiosk: TestTerminal) => hall.services.push(kiosk.row, kiosk.logId, kiosk.sender(), kiosk.log, true);

describe('a crowd that sends at once', () => {
  it('is taken up to what can be answered in time; the others are told when to come again, and then it is their turn', async () => {
    const answers = await Promise.all(kiosks.map(send));
    const kinds = answers.map(({ kind }) => kind);
    expect(kinds).toEqual([...Array.from({ length: 32 }, () => 'taken'), ...Array.from({ length: 6 }, () => 'later')]);
    expect(Math.min(...answers.flatMap((answer) => (answer.kind === 'later' ? [answer.afterMs] : [])))).toBeGreaterThanOrEqual(300);
    const again = await Promise.all(kiosks.slice(32).map(send));
    expect(again.map((answer) => answer.kind === 'taken' && answer.applied)).toEqual([2, 2, 2, 2, 2, 2]);
  });

  it('of terminals that know of no line is taken as it comes', async () => {
    const answers = await Promise.all(kiosks.map((kiosk) => kiosk.push()));
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['taken']));
  });

  it('is told at the handshake when it is whose turn, whoever comes first at once', async () => {
    const told: number[] = [];
    for (const kiosk of kiosks) {
      const { sendAfterMs = 0 } = await hall.services.handshake(kiosk.id, kiosk.logId, { head: 500 });
      told.push(sendAfterMs);
    }
    expect(told[0]).toBe(0);
    expect(told.at(-1)).toBeGreaterThan(2_500);
    expect(told.toSorted((a, b) => a - b)).toEqual(told);
  });
});
