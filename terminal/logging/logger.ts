import path from 'node:path';
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import type { Clock } from '#kernel/clock.ts';
import { redactText } from '#domain/identity/redact.ts';
import { type Log, logEvent, type LogEventId, logSentence } from '#contracts/log-events.ts';
import { writtenValues, type WrittenValues } from './log-values.ts';
import { Repeats, type RepeatSummary } from './repeats.ts';
import { type LogDestination, RotatingFile, type RotatingFileOptions } from './rotating-file.ts';

export interface Logger {
  /** Writes one declared event. Never throws and never waits. */
  readonly log: Log;
  /** Tells the repeats still counted and closes the destination. Later events are dropped. */
  close(): void;
}

export interface LoggerOptions {
  readonly clock: Clock;
  readonly destination: LogDestination;
  /** The same on every line, e.g. the terminal's id. */
  readonly base?: Readonly<Record<string, string>>;
}

interface Line {
  readonly id: LogEventId;
  readonly values: WrittenValues;
}

const LEVELS = { info: 'info', warning: 'warn', error: 'error' } as const;

/** The terminal's log: pino's JSON lines of declared events, repeats coalesced, persons masked. */
export function createLogger(options: LoggerOptions): Logger {
  const { clock, destination } = options;
  const writer = lineWriter(options);
  const startedAt = clock.monotonic();
  let open = true;

  const write = ({ id, values }: Line): void => {
    const event = logEvent(id);
    const head = { uptime: Math.round(clock.monotonic() - startedAt), event: id, type: event.type, audience: event.audience };
    // The sentence is redacted again: two harmless values may make a number where they meet.
    writer[LEVELS[event.severity]]({ ...head, ...values }, redactText(logSentence(id, 'zh', values)));
  };
  const repeats = new Repeats<Line>(clock, (summary) => write(summaryLine(summary)));

  const log: Log = (id, values) => {
    if (!open) return;
    const line: Line = { id, values: writtenValues(logEvent(id), values) };
    if (!repeats.admit(repeatKey(line), line)) return;
    write(line);
    const lost = destination.takeLost();
    if (lost) write({ id: 'log-write-failed', values: { lost: lost.lines, detail: redactText(lost.detail) } });
  };

  return {
    log,
    close() {
      if (!open) return;
      repeats.close();
      open = false;
      destination.close();
    },
  };
}

/** The log of a terminal whose data lie in `dataFolder`: files in its `logs` folder. */
export function openLog(dataFolder: string, clock: Clock, options: Omit<RotatingFileOptions, 'folder'> & Pick<LoggerOptions, 'base'> = {}): Logger {
  const { base, ...file } = options;
  const destination = new RotatingFile({ folder: path.join(dataFolder, 'logs'), ...file });
  return createLogger({ clock, destination, ...(base && { base }) });
}

function lineWriter({ clock, destination, base }: LoggerOptions): PinoLogger {
  const stream: DestinationStream = { write: (line) => destination.write(line) };
  return pino(
    {
      base: base ?? null,
      messageKey: 'text',
      timestamp: () => `,"time":${clock.now()}`,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
}

/** Durations differ every time; everything else must be the same for a repeat. */
function repeatKey({ id, values }: Line): string {
  return JSON.stringify([id, lasting(id, values)]);
}

function lasting(id: LogEventId, values: WrittenValues): WrittenValues {
  const { params } = logEvent(id);
  return Object.fromEntries(Object.entries(values).filter(([name]) => params[name] !== 'milliseconds'));
}

/** A summary carries no mask: it is for the installer, and the first line has told. */
function summaryLine({ first, times, ms }: RepeatSummary<Line>): Line {
  const { params } = logEvent(first.id);
  const values = Object.entries(lasting(first.id, first.values)).filter(([name]) => params[name] !== 'mask');
  return {
    id: 'log-repeats',
    values: { of: first.id, times, ms: Math.round(ms), values: redactText(values.map(([name, value]) => `${name}=${value}`).join(' ')) },
  };
}
