import { type LogEventDeclaration, type LogParameter, type LogValues } from './log-events/declare.ts';
import { deviceEvents } from './log-events/device-events.ts';
import { securityEvents } from './log-events/security-events.ts';
import { serviceEvents } from './log-events/service-events.ts';
import { syncEvents } from './log-events/sync-events.ts';
import { ticketEvents } from './log-events/ticket-events.ts';
import { upkeepEvents } from './log-events/upkeep-events.ts';

/** Every event a terminal may log. Nothing else is logged; docs/log-events.md is made from this table. */
export const LOG_EVENTS = {
  ...serviceEvents,
  ...ticketEvents,
  ...deviceEvents,
  ...syncEvents,
  ...upkeepEvents,
  ...securityEvents,
} as const;

export type LogEventId = keyof typeof LOG_EVENTS;

/** The values an event is logged with. */
export type LogEventValues<Id extends LogEventId> = LogValues<(typeof LOG_EVENTS)[Id]['params']>;

/** What the rest of the program sees of a logger. */
export type Log = <Id extends LogEventId>(id: Id, values: LogEventValues<Id>) => void;

/** A log that keeps nothing, for tests and tools. */
export const noLog: Log = () => {};

export function logEvent(id: LogEventId): LogEventDeclaration {
  return LOG_EVENTS[id];
}

/** The sentence of an event in one language; values of a table are said by their Chinese word in Chinese. */
export function logSentence(id: LogEventId, language: 'zh' | 'en', values: Readonly<Record<string, string | number | null>>): string {
  const { params, [language]: template } = logEvent(id);
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => word(params[name], values[name] ?? '', language)).trim();
}

function word(parameter: LogParameter | undefined, value: string | number, language: 'zh' | 'en'): string {
  const known = language === 'zh' && typeof parameter === 'object' && Object.hasOwn(parameter, value);
  return known ? parameter[value]! : String(value);
}
