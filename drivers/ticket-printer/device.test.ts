import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, indexOfBytes } from '#kernel/bytes.ts';
import { bench, TICKET } from './testing/bench.ts';
import { generic80 } from './profiles/generic-80.ts';

describe('a healthy printer', () => {
  it('is ready after the first answer', async () => {
    const { printer } = await bench();
    expect(printer.state).toEqual({ kind: 'ready' });
    expect(printer.printerState).toEqual({ kind: 'ready' });
  });

  it('prints a ticket, cuts it and says so', async () => {
    const { printer, simulator, finish } = await bench();
    expect(await finish(printer.print(TICKET))).toEqual({ kind: 'printed', evidence: 'buffer' });
    expect(simulator.tickets).toHaveLength(1);
    expect(simulator.tickets[0]!.lines).toContain('不动产登记');
    expect(simulator.tickets[0]!.lines.join()).toContain('A008');
    expect(simulator.tickets[0]!.qrPayloads).toEqual([TICKET.qr]);
  });

  it('tells the first and the last byte of the ticket, in that order', async () => {
    const { printer, finish } = await bench();
    const told: string[] = [];
    await finish(printer.print(TICKET, { onFirstByte: () => told.push('first'), onLastByte: () => told.push('last') }));
    expect(told).toEqual(['first', 'last']);
  });

  it('hands over the first byte of the ticket without any wait of its own', async () => {
    const { printer, clock, finish } = await bench();
    const asked = clock.monotonic();
    let first = Number.NaN;
    await finish(printer.print(TICKET, { onFirstByte: () => (first = clock.monotonic()) }));
    expect(first - asked).toBe(0);
  });

  it('is not called printed before the paper has had time to come out', async () => {
    const { printer, simulator, finish } = await bench({ simulator: { speedMmPerSecond: 80 } });
    let cutBeforeWord = false;
    const printing = printer.print(TICKET).then((outcome) => {
      cutBeforeWord = simulator.tickets.length === 1;
      return outcome;
    });
    expect((await finish(printing)).kind).toBe('printed');
    expect(cutBeforeWord).toBe(true);
  });

  it('prints tickets one after another, each once', async () => {
    const { printer, simulator, finish } = await bench();
    const outcomes = await finish(Promise.all(['A001', 'A002', 'A003'].map((number) => printer.print({ ...TICKET, number }))));
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['printed', 'printed', 'printed']);
    expect(simulator.tickets.map((ticket) => ticket.lines.find((line) => /^A00\d/.test(line))?.slice(0, 4))).toEqual(['A001', 'A002', 'A003']);
  });

  it('is confirmed by its status alone when it does not know GS r', async () => {
    const { printer, finish } = await bench({ profile: generic80, simulator: { answers: { echo: false } } });
    expect(await finish(printer.print(TICKET))).toEqual({ kind: 'printed', evidence: 'buffer' });
  });

  it('may answer only one status question at a time', async () => {
    const { printer, simulator, finish } = await bench({ profile: generic80, simulator: { answers: { onlyFirstQuestion: true } } });
    expect(printer.printerState.kind).toBe('ready');
    simulator.set({ paper: 'near-end' });
    expect((await finish(printer.print(TICKET))).kind).toBe('printed');
    expect(printer.printerState.kind).toBe('near-end');
  });

  it('takes the number from its own font on a slow line', async () => {
    const { printer, simulator, written, finish } = await bench({ baudRate: 9_600 });
    expect((await finish(printer.print(TICKET))).kind).toBe('printed');
    expect(simulator.tickets[0]!.lines).toContain('A008');
    expect(concatBytes(...written).length).toBeLessThan(2_000);
  });

  it('leaves no timer behind after stop', async () => {
    const { printer, clock, finish } = await bench();
    await finish(printer.print(TICKET));
    await finish(printer.stop());
    await clock.advance(5_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it('never sends a status question inside a command of the ticket', async () => {
    const { printer, written, finish } = await bench();
    await finish(printer.print(TICKET));
    const ofTicket = written.filter((write) => write[0] !== 0x10);
    expect(ofTicket.length).toBeGreaterThan(3);
    expect(ofTicket.map((write) => indexOfBytes(write, fromHex('10 04'))).filter((at) => at !== -1)).toEqual([]);
  });
});

describe('content that cannot be printed', () => {
  it('fails before a byte is sent when a document holds an impossible command', async () => {
    const { printer, finish } = await bench();
    const document = { commands: [{ type: 'size', width: 9, height: 1 } as const], essentialFrom: 0, heightDots: 0 };
    expect(await finish(printer.print(document))).toMatchObject({ kind: 'failed', fault: { kind: 'bad-content', detail: 'width must be 1 to 8, not 9' } });
  });


  it('fails before a byte is sent and says why', async () => {
    const { printer, written, finish } = await bench();
    const before = written.length;
    const outcome = await finish(printer.print({ ...TICKET, qr: 'x'.repeat(900) }));
    expect(outcome).toMatchObject({ kind: 'failed', fault: { kind: 'bad-content' }, sent: 'nothing' });
    expect(written.length).toBe(before);
  });
});
