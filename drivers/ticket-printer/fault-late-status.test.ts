import { describe, expect, it } from 'vitest';
import { bench, TICKET } from './testing/bench.ts';

describe('late, lost and doubled status bytes', () => {
  it('an answer later than the limit does not shift the following answers', async () => {
    const { printer, simulator, clock } = await bench();
    simulator.set({ paper: 'near-end' });
    // All four bytes of one question come 1.2 s late, into the next questions.
    simulator.replies.delayNext(1_200, 4);
    const seen = new Set<string>();
    printer.onState((_, state) => seen.add(state.kind));
    await clock.advance(10_000);
    expect([...seen].filter((kind) => kind !== 'near-end' && kind !== 'no-answer')).toEqual([]);
    expect(printer.printerState).toEqual({ kind: 'near-end' });
  });

  it('a lost byte of four is not read as a shifted answer', async () => {
    const { printer, simulator, clock } = await bench();
    simulator.set({ paper: 'near-end' });
    await clock.advance(2_000);
    simulator.replies.failNext(1);
    const seen = new Set<string>();
    printer.onState((_, state) => seen.add(state.kind));
    await clock.advance(5_000);
    expect([...seen].filter((kind) => kind !== 'near-end' && kind !== 'no-answer')).toEqual([]);
    expect(printer.printerState).toEqual({ kind: 'near-end' });
  });

  it('a doubled byte makes nothing of the answer believed', async () => {
    const { printer, simulator, clock } = await bench();
    const seen = new Set<string>();
    printer.onState((_, state) => seen.add(state.kind));
    simulator.replies.duplicateNext();
    await clock.advance(5_000);
    expect([...seen].filter((kind) => kind !== 'ready')).toEqual([]);
    expect(printer.state).toEqual({ kind: 'ready' });
  });

  it('an answer within the second, more patient try still counts before printing', async () => {
    const { printer, simulator, finish } = await bench();
    simulator.replies.failNext(4);
    expect((await finish(printer.print(TICKET))).kind).toBe('printed');
  });
});
