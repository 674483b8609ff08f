import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import type { ServiceWindow } from '#domain/hall/business.ts';
import type { PublicTicket } from '#contracts/sync/feed.ts';
import { startHallServer, type RunningHallServer } from '../start.ts';
import { readSnapshot } from '../sync/read-feed.ts';
import { DEMONSTRATION_CONFIG, VISITORS_WINDOW } from './catalogue.ts';
import { parseConfig } from '../config/hall-config.ts';

/** A bound on living fifty minutes through on a busy machine. */
const PAST_LIVED = { timeout: 4_000, interval: 20 };

let folder: string;
let clock: SimulatedClock;
let server: RunningHallServer;
const faults: string[] = [];

async function start(): Promise<void> {
  server = unwrap(
    await startHallServer({ dataFolder: folder, port: 0, plainHttp: true, demo: true, clock, random: seededRandom(3), report: (where, text) => faults.push(`${where} ${text}`) }),
  );
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hall-demo-'));
  clock = new SimulatedClock();
  await start();
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
  const seen = faults.splice(0);
  if (seen.length > 0) throw new Error(seen.join('\n'));
});

async function look() {
  const page = await readSnapshot(server.services.context.writer.store, new Set(['hall', 'staff']), { startedAt: null, page: null, limit: 1000 });
  const values = (entity: string): readonly unknown[] => page!.entries.filter((entry) => entry.entity === entity).map(({ value }) => value);
  return { tickets: values('ticket') as readonly PublicTicket[], windows: values('window') as readonly ServiceWindow[] };
}

describe('the demonstration hall', () => {
  it('is a valid configuration with twelve businesses in six groups and eight windows', () => {
    const { hall, businesses, windows } = DEMONSTRATION_CONFIG.catalogue;
    expect(parseConfig({ hall, businesses, windows }, 'demonstration').ok).toBe(true);
    expect([businesses.length, new Set(businesses.map(({ group }) => group)).size, windows.length]).toEqual([12, 6, 8]);
  });

  it('is alive from the first second: windows serve, about a dozen wait, with believable times', async () => {
    const { tickets, windows } = await look();
    const waiting = tickets.filter(({ state }) => state === 'waiting');
    expect(waiting.length).toBeGreaterThanOrEqual(8);
    expect(waiting.length).toBeLessThanOrEqual(16);
    const minutes = waiting.map(({ waitingSinceMs }) => (clock.now() - waitingSinceMs) / 60_000);
    expect(Math.max(...minutes)).toBeLessThan(50);
    expect(Math.min(...minutes)).toBeGreaterThanOrEqual(0);
    expect(tickets.filter(({ state }) => state === 'called').length).toBeGreaterThanOrEqual(3);
    expect(windows.every(({ state }) => state === 'open')).toBe(true);
  });

  it('leaves window 3 to the visitor, with people waiting for it', async () => {
    const { tickets, windows } = await look();
    expect(tickets.filter(({ windowId }) => windowId === VISITORS_WINDOW)).toEqual([]);
    const own = windows.find(({ id }) => id === VISITORS_WINDOW)!;
    expect(tickets.some(({ state, businessId }) => state === 'waiting' && own.businessIds.includes(businessId))).toBe(true);
  });

  it('holds nothing but what kiosks and windows would have written: the books agree', async () => {
    const { store } = server.services.context.writer;
    const { byState, byTerminal, conflicts, parked } = await store.totals('2026-03-02');
    const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, count) => total + count, 0);
    expect(sum(byState)).toBe(sum(byTerminal));
    expect([conflicts, parked]).toEqual([0, 0]);
  });

  it('goes on by itself, and still leaves window 3 alone', async () => {
    const before = await look();
    for (let i = 0; i < 300; i += 1) await clock.advance(2_000);
    const after = await look();
    const finished = (tickets: readonly PublicTicket[]): number => tickets.filter(({ state }) => state === 'finished').length;
    expect(finished(after.tickets)).toBeGreaterThan(finished(before.tickets));
    expect(after.tickets.filter(({ windowId }) => windowId === VISITORS_WINDOW)).toEqual([]);
    expect(after.tickets.filter(({ state }) => state === 'waiting').length).toBeGreaterThanOrEqual(6);
  });

  it('is not empty after midnight either', async () => {
    const midnight = Date.UTC(2026, 2, 2, 16);
    clock.setWall(midnight + 1000);
    for (let i = 0; i < 12; i += 1) await clock.advance(2_000);
    await vi.waitFor(async () => {
      // The server returns to the event loop between acts: its next look at the time may come after the one above.
      await clock.advance(2_000);
      const { tickets } = await look();
      expect(tickets.filter(({ state }) => state === 'waiting').length).toBeGreaterThanOrEqual(8);
      expect(new Set(tickets.map(({ number }) => number.businessDay))).toEqual(new Set(['2026-03-03']));
    }, PAST_LIVED);
  });

  it('started again goes on with the same people, and the next day is alive as well', async () => {
    const before = await look();
    await server.close();
    await start();
    expect((await look()).tickets.map(({ id }) => id)).toEqual(before.tickets.map(({ id }) => id));
    await server.close();
    clock.setWall(clock.now() + 24 * 3_600_000);
    await start();
    const next = await look();
    expect(next.tickets.some(({ id }) => before.tickets.some((ticket) => ticket.id === id))).toBe(false);
    expect(next.tickets.filter(({ state }) => state === 'waiting').length).toBeGreaterThanOrEqual(8);
  });
});
