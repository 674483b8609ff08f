import { redactValue } from '#domain/identity/redact.ts';
import type { LogEventDeclaration, LogParameter } from '#contracts/log-events/declare.ts';

/** Longer text is cut: a fault's detail is a sentence, not a document. */
const LONGEST_TEXT = 500;
/** What is looked at before cutting, so that no number is cut in half and slips through. */
const LONGEST_LOOKED_AT = 10_000;

export type WrittenValues = Readonly<Record<string, string | number | null>>;

/**
 * The values of an event as they may be written: only declared parameters, text redacted and cut, numbers finite, no
 * objects, no bytes. Types promise this already; the log does not rely on promises.
 */
export function writtenValues(event: LogEventDeclaration, values: Readonly<Record<string, unknown>>): WrittenValues {
  return Object.fromEntries(Object.entries(event.params).map(([name, parameter]) => [name, written(name, parameter, values[name])]));
}

function written(name: string, parameter: LogParameter, value: unknown): string | number | null {
  if (parameter === 'count' || parameter === 'milliseconds') return figure(parameter, value);
  if (parameter === 'mask') return cut(redactValue('mask', plain(value)));
  if (typeof parameter === 'object' && typeof value === 'string' && Object.hasOwn(parameter, value)) return value;
  return cut(redactValue(name, plain(value)));
}

/** Tenths of a millisecond are enough; what is no safe number is no measure but a number of another kind. */
function figure(parameter: 'count' | 'milliseconds', value: unknown): number | null {
  if (typeof value !== 'number' || Math.abs(value) > Number.MAX_SAFE_INTEGER || !Number.isFinite(value)) return null;
  return parameter === 'count' ? value : Math.round(value * 10) / 10;
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, LONGEST_LOOKED_AT);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (value instanceof Error) return value.message.slice(0, LONGEST_LOOKED_AT);
  return value === undefined || value === null ? '' : `[${typeof value}]`;
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}
