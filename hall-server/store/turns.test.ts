import { describe, expect, it } from 'vitest';
import { Turns, type Lane } from './turns.ts';

/** Takes a turn for each lane at once and gives the order in which they came. */
async function order(turns: Turns, lanes: readonly Lane[]): Promise<string> {
  const done: string[] = [];
  await Promise.all(lanes.map((lane, i) => turns.take(lane, () => Promise.resolve(done.push(`${lane[0]}${i}`)))));
  return done.join(' ');
}

describe('turns', () => {
  it('go one after another in the order they were asked for', async () => {
    const turns = new Turns();
    let running = 0;
    const most = await Promise.all([1, 2, 3].map(() => turns.take('person', async () => {
      running += 1;
      await Promise.resolve();
      const seen = running;
      running -= 1;
      return seen;
    })));
    expect(most).toEqual([1, 1, 1]);
    expect(await order(turns, ['bulk', 'bulk', 'bulk'])).toBe('b0 b1 b2');
  });

  it('let a person go before all bulk that has not begun', async () => {
    expect(await order(new Turns(), ['bulk', 'bulk', 'bulk', 'person', 'person'])).toBe('b0 p3 p4 b1 b2');
  });

  it('let bulk through after some persons in a row', async () => {
    const persons = Array.from({ length: 25 }, (): Lane => 'person');
    const came = (await order(new Turns(), [...persons.slice(0, 1), 'bulk', ...persons])).split(' ');
    expect(came.indexOf('b1')).toBe(21);
  });

  it('go on after an act that failed, and count who holds or waits', async () => {
    const turns = new Turns();
    const failed = turns.take('bulk', () => Promise.reject(new Error('no')));
    const after = turns.take('bulk', () => Promise.resolve(turns.depth('bulk')));
    expect(turns.depth('bulk')).toBe(2);
    await expect(failed).rejects.toThrow('no');
    await expect(after).resolves.toBe(1);
    expect(turns.depth('bulk')).toBe(0);
  });
});
