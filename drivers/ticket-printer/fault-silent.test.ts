import { describe, expect, it } from 'vitest';
import { bench, TICKET } from './testing/bench.ts';
import { generic80 } from './profiles/generic-80.ts';
import { outcomeSentences } from './sentences.ts';

describe('a printer that stops answering', () => {
  it('before printing: fails with certainty, the ticket is not sent', async () => {
    const { printer, simulator, finish } = await bench();
    simulator.replies.silence();
    expect(await finish(printer.print(TICKET))).toEqual({ kind: 'failed', fault: { kind: 'no-answer' }, certain: true, sent: 'nothing', remainder: 'none' });
    expect(printer.state).toMatchObject({ kind: 'unavailable', reason: 'no-answer' });
  });

  it('after the last byte: is unknown, and the citizen is asked', async () => {
    const { printer, simulator, finish } = await bench();
    simulator.silenceAfterLastByte();
    const outcome = await finish(printer.print(TICKET));
    expect(outcome).toEqual({ kind: 'unknown', reason: 'silent-after-data', remainder: 'may-print-later' });
    expect(outcomeSentences(outcome).citizen).toBe('号票出来了吗？');
  });

  it('after the last byte: nothing is sent a second time', async () => {
    const { printer, simulator, clock, finish } = await bench();
    simulator.silenceAfterLastByte();
    await finish(printer.print(TICKET));
    simulator.replies.speak();
    await clock.advance(30_000);
    expect(simulator.tickets).toHaveLength(1);
    expect(printer.state).toEqual({ kind: 'ready' });
  });

  it('misses only the echo it always gives: unknown with that reason', async () => {
    const { printer, finish } = await bench({ simulator: { answers: { echo: false } } });
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'unknown', reason: 'no-completion-echo' });
  });

  it('when idle: shows no answer, opens anew and heals', async () => {
    const { printer, simulator, clock } = await bench();
    simulator.replies.silence();
    await clock.advance(10_000);
    expect(printer.printerState).toEqual({ kind: 'no-answer' });
    simulator.replies.speak();
    await clock.advance(3_000);
    expect(printer.state).toEqual({ kind: 'ready' });
  });
});

describe('a printer that has never answered', () => {
  it('is not called ready', async () => {
    const { printer } = await bench({ profile: generic80, simulator: { answers: { realtime: false, echo: false } } });
    expect(printer.state).toMatchObject({ kind: 'unavailable', reason: 'no-answer' });
  });

  it('gets the ticket under a generic profile, and the outcome is unconfirmed', async () => {
    const { printer, simulator, finish } = await bench({ profile: generic80, simulator: { answers: { realtime: false, echo: false } } });
    expect(await finish(printer.print(TICKET))).toEqual({ kind: 'unconfirmed', reason: 'never-answered' });
    expect(simulator.tickets).toHaveLength(1);
  });

  it('gets nothing under a profile whose printers always answer', async () => {
    const { printer, simulator, finish } = await bench({ simulator: { answers: { realtime: false, echo: false, automatic: 'never' } } });
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'failed', fault: { kind: 'no-answer' }, sent: 'nothing' });
    expect(simulator.tickets).toHaveLength(0);
  });

  it('is not sent into the void once it has answered on an earlier connection', async () => {
    const { printer, simulator, clock, finish } = await bench({ profile: generic80 });
    simulator.replies.silence();
    await clock.advance(20_000);
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'failed', fault: { kind: 'no-answer' } });
    expect(simulator.tickets).toHaveLength(0);
  });
});
