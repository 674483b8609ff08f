import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import type { FeedHint } from '#contracts/sync/feed.ts';
import { HEARTBEAT_MS, WatchHub } from './watch-hub.ts';

const incarnation = '01900000-0000-7000-8000-000000000001';
const hall = new Set(['hall']);

function hint(revision: number, scope = 'hall'): FeedHint {
  return { incarnation, from: revision, to: revision, entries: [{ revision, entity: 'ticket', id: `t${revision}`, scopeBefore: [], scopeAfter: [scope], value: {} }] };
}

describe('a watcher', () => {
  it('first hears where the head stands, then every commit', async () => {
    const hub = new WatchHub(new SimulatedClock(), { incarnation, revision: 4 });
    const watcher = hub.watch(hall);
    hub.publish(hint(5));
    await expect(watcher.next()).resolves.toEqual({ done: false, value: { incarnation, from: 5, to: 4, entries: [] } });
    await expect(watcher.next()).resolves.toMatchObject({ value: { from: 5, to: 5, entries: [{ id: 't5' }] } });
  });

  it('hears nothing of a commit of which it sees nothing; the next hint or heartbeat covers its range', async () => {
    const clock = new SimulatedClock();
    const hub = new WatchHub(clock, { incarnation, revision: 0 });
    const watcher = hub.watch(hall);
    await watcher.next();
    hub.publish(hint(1, 'staff'));
    hub.publish(hint(2, 'terminal:other'));
    hub.publish(hint(3));
    await expect(watcher.next()).resolves.toMatchObject({ value: { from: 1, to: 3, entries: [{ revision: 3 }] } });
    hub.publish(hint(4, 'staff'));
    const beat = watcher.next();
    await clock.advance(HEARTBEAT_MS);
    await expect(beat).resolves.toMatchObject({ value: { from: 4, to: 4, entries: [] } });
  });

  it('is never told that there was nothing where a commit of another instance comes late', async () => {
    const hub = new WatchHub(new SimulatedClock(), { incarnation, revision: 0 });
    const watcher = hub.watch(hall);
    await watcher.next();
    hub.publish(hint(2));
    await expect(watcher.next()).resolves.toMatchObject({ value: { from: 2, to: 2 } });
    hub.publish(hint(1));
    await expect(watcher.next()).resolves.toMatchObject({ value: { from: 1, to: 1 } });
    hub.publish(hint(3));
    // Whoever missed the second sees a gap here and pulls.
    await expect(watcher.next()).resolves.toMatchObject({ value: { from: 3, to: 3 } });
  });

  it('hears of its own what no other terminal hears', async () => {
    const hub = new WatchHub(new SimulatedClock(), { incarnation, revision: 0 });
    const watchers = ['k1', 'k2'].map((id) => hub.watch(new Set(['hall', `terminal:${id}`])));
    for (const watcher of watchers) await watcher.next();
    const entry = hint(1).entries[0]!;
    hub.publish({ incarnation, from: 1, to: 2, entries: [{ ...entry, scopeAfter: ['terminal:k2'] }, { ...entry, revision: 2, entity: 'waiting', id: 'social' }] });
    const heard = await Promise.all(watchers.map((watcher) => watcher.next()));
    expect(heard.map(({ value }) => value?.entries.map(({ revision }) => revision))).toEqual([[2], [1, 2]]);
  });

  it('hears a heartbeat after each ten seconds of silence', async () => {
    const clock = new SimulatedClock();
    const watcher = new WatchHub(clock, { incarnation, revision: 3 }).watch(hall);
    await watcher.next();
    let beats = 0;
    const listening = (async () => {
      for await (const { entries } of { [Symbol.asyncIterator]: () => watcher }) beats += entries.length === 0 ? 1 : 0;
    })();
    await clock.advance(HEARTBEAT_MS * 3);
    expect(beats).toBe(3);
    await watcher.return?.();
    await listening;
    expect(clock.pendingTimers).toBe(0);
  });

  it('that reads too slowly loses hints and is told the head instead', async () => {
    const hub = new WatchHub(new SimulatedClock(), { incarnation, revision: 0 });
    const watcher = hub.watch(hall);
    for (let revision = 1; revision <= 300; revision += 1) hub.publish(hint(revision));
    const first = await watcher.next();
    expect(first).toMatchObject({ value: { entries: [] } });
    expect(first.done === false && first.value.to).toBeGreaterThan(200);
  });

  it('ends when its caller leaves or the server stops, and leaves no timer', async () => {
    const clock = new SimulatedClock();
    const hub = new WatchHub(clock, { incarnation, revision: 0 });
    const leaving = new AbortController();
    const [one, two] = [hub.watch(hall, leaving.signal), hub.watch(hall)];
    await one.next();
    await two.next();
    const [endOne, endTwo] = [one.next(), two.next()];
    leaving.abort();
    await expect(endOne).resolves.toMatchObject({ done: true });
    hub.close();
    await expect(endTwo).resolves.toMatchObject({ done: true });
    expect([hub.watchers, clock.pendingTimers]).toEqual([0, 0]);
  });

  it('is spared a crowd\'s facts and told the head afterwards, each at another time, later while they keep coming', async () => {
    const clock = new SimulatedClock();
    const hub = new WatchHub(clock, { incarnation, revision: 0 });
    const watchers = Array.from({ length: 500 }, () => hub.watch(hall));
    for (const watcher of watchers) await watcher.next();
    const heard: number[] = [];
    const listen = (): void => watchers.forEach((watcher) => void watcher.next().then(({ value }) => value && heard.push(value.to)));
    const crowd = (from: number, to: number): FeedHint => ({ incarnation, from, to, entries: Array.from({ length: to - from + 1 }, (_, i) => hint(from + i).entries[0]!) });
    listen();
    hub.publish(crowd(1, 200));
    hub.publish(hint(201));
    await clock.advance(499);
    expect(heard).toEqual([]);
    await clock.advance(300);
    expect(heard.length).toBeGreaterThan(200);
    expect(heard.length).toBeLessThan(400);
    await clock.advance(300);
    expect(heard).toEqual(Array.from({ length: 500 }, () => 201));
    listen();
    hub.publish(crowd(202, 401));
    await clock.advance(900);
    expect(heard).toHaveLength(500);
    await clock.advance(1_200);
    expect(heard.slice(500)).toEqual(Array.from({ length: 500 }, () => 401));
    listen();
    hub.publish(hint(402));
    await clock.advance(0);
    expect(heard.slice(1000)).toEqual(Array.from({ length: 500 }, () => 402));
    hub.close();
    expect(clock.pendingTimers).toBe(0);
  });
});
