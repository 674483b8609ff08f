import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { exampleIdNumber } from '#domain/identity/example-identities.ts';
import { parseIdNumber } from '#domain/identity/id-number.ts';
import { LOG_EVENTS, type LogEventId, logEvent } from '#contracts/log-events.ts';
import { createLogger, type Logger } from './logger.ts';
import { MemoryDestination } from './memory-destination.ts';

const START = Date.UTC(2026, 2, 2, 2, 20);

function setUp() {
  const clock = new SimulatedClock(START);
  const destination = new MemoryDestination();
  return { clock, destination, logger: createLogger({ clock, destination, base: { terminal: 'kiosk-1' } }) };
}

/** Logs what the types forbid. */
const logAnything = (logger: Logger, id: LogEventId, values: Record<string, unknown>): void => logger.log(id, values as never);

describe('the log of a terminal', () => {
  it('writes an event as one line with time, kind, readers, sentence and values', async () => {
    const { clock, destination, logger } = setUp();
    await clock.advance(1500);
    logger.log('ticket-taken', { number: 'A008', business: 'tax', origin: 'leased', ticket: 't1', ms: 12.345 });
    expect(destination.raw[0]).toMatch(/^\{.*\}\n$/);
    expect(destination.lines).toEqual([
      {
        level: 'info',
        time: START + 1500,
        uptime: 1500,
        terminal: 'kiosk-1',
        event: 'ticket-taken',
        type: 'user-action',
        audience: 'staff',
        number: 'A008',
        business: 'tax',
        origin: 'leased',
        ticket: 't1',
        ms: 12.3,
        text: '取号 A008，业务 tax（离线，预租号段），从点按到落盘 12.3 毫秒，号票 t1',
      },
    ]);
  });

  it('keeps counting up while somebody sets the wall clock back', async () => {
    const { clock, destination, logger } = setUp();
    await clock.advance(10);
    clock.setWall(Date.UTC(2015, 0, 1));
    logger.log('help-requested', { screen: 'home' });
    expect(destination.lines[0]).toMatchObject({ time: Date.UTC(2015, 0, 1), uptime: 10 });
  });

  it('masks a name that was handed over as if it were a mask', () => {
    const { destination, logger } = setUp();
    logger.log('person-identified', { way: 'id-card', mask: '欧阳小明' });
    expect(destination.lines[0]).toMatchObject({ mask: '欧阳**', text: '已识别 欧阳**（身份证件）' });
  });

  it('writes nothing that was not declared, no objects and no bytes', () => {
    const { destination, logger } = setUp();
    const detail = Uint8Array.of(0x20, 0x5f, 0x09, 0x4e);
    logAnything(logger, 'device-state-changed', { device: { name: '王小明' }, state: 'faulty', cause: undefined, detail, name: '王小明' });
    expect(destination.raw.join('')).not.toContain('王小明');
    expect(destination.lines[0]).toMatchObject({ device: '[object]', cause: '', detail: '[4 bytes]' });
    expect(destination.lines[0]).not.toHaveProperty('name');
  });

  it('writes null for a figure that is none, so that a number of a person cannot hide as one', () => {
    const { destination, logger } = setUp();
    logger.log('store-migrated', { from: 110_105_194_912_310_020, to: Number.NaN, backup: '' });
    expect(destination.lines[0]).toMatchObject({ from: null, to: null });
  });

  it('cuts long text without cutting a number in half', () => {
    const { destination, logger } = setUp();
    logger.log('service-fault', { where: 'x', detail: `${'字'.repeat(490)}11010519491231002X${'字'.repeat(20_000)}` });
    const { detail } = destination.lines[0] as unknown as { detail: string };
    expect(detail).toHaveLength(501);
    expect(detail).toContain('110*******');
  });

  it('finds a number that only appears where two values meet in the sentence', () => {
    const { destination, logger } = setUp();
    logger.log('device-state-changed', { device: 'r', state: 'faulty', cause: '11010519491231', detail: '002X' });
    expect(destination.lines[0]!.text).toContain('110************002X');
  });

  it('tells of lines that were lost once writing works again', () => {
    const { destination, logger } = setUp();
    destination.lose(3, 'ENOSPC: no space left on device');
    logger.log('help-requested', { screen: 'home' });
    expect(destination.events).toEqual(['help-requested', 'log-write-failed']);
    expect(destination.lines[1]).toMatchObject({ lost: 3, level: 'warn' });
  });

  it('is silent after it was closed', () => {
    const { destination, logger } = setUp();
    logger.close();
    logger.log('help-requested', { screen: 'home' });
    expect(destination).toMatchObject({ closed: true, raw: [] });
  });

  it('lets no ID number through in any parameter of any event, as text or in the sentence', () => {
    const idNumber = fc
      .tuple(fc.constantFrom('110105', '650102', '810000', '911124'), fc.integer({ min: 1880, max: 2030 }), fc.integer({ min: 1, max: 12 }), fc.nat(999))
      .map(([area, year, month, sequence]) => exampleIdNumber(area, `${year}${String(month).padStart(2, '0')}15`, sequence));
    const around = fc.string({ unit: fc.constantFrom('1', '0', 'X', ' ', '张', '"', '\\', '\n', '-'), maxLength: 12 });
    const dirty = fc.tuple(around, idNumber, around).map((parts) => parts.join(''));
    const ids = Object.keys(LOG_EVENTS) as LogEventId[];
    fc.assert(
      fc.property(fc.constantFrom(...ids), fc.array(dirty, { minLength: 8, maxLength: 8 }), (id, texts) => {
        const { destination, logger } = setUp();
        const values = Object.fromEntries(Object.keys(logEvent(id).params).map((name, i) => [name, texts[i % texts.length]]));
        logAnything(logger, id, values);
        logAnything(logger, id, values);
        logger.close();
        expect(destination.raw).toHaveLength(2);
        expect(destination.raw.flatMap(idNumbersIn)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

function idNumbersIn(text: string): readonly string[] {
  return Array.from(text, (_, at) => text.slice(at, at + 18)).filter((part) => /^\d{17}[\dX]$/.test(part) && parseIdNumber(part, null).ok);
}
