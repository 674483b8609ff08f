import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { HallCounts } from './hall-counts.ts';
import { PrintedTickets } from './printed-tickets.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'demonstration-'));

it('printed tickets whose file was cut off while it was written are counted anew', () => {
  const file = path.join(folder, 'printed-tickets.json');
  writeFileSync(file, '{"businessDay":"20260302","ticketI');
  const printed = new PrintedTickets(file);
  expect(printed.count).toBe(0);
  printed.add('https://hall.example/t#1.k1.abc.A001.20260302.sig');
  expect(new PrintedTickets(file).count).toBe(1);
});

it('half a line of a kiosk that was killed is no report and ends nothing', () => {
  const counts = new HallCounts(new SimulatedClock(), folder, () => {});
  expect(counts.take('{"report":{"issuedToday":3,"pen')).toBe(false);
  expect(counts.take('{"report":{"issuedToday":3,"pending":1}}')).toBe(true);
  expect(counts.view).toMatchObject({ kioskIssued: 3, kioskPending: 1 });
});
