import { describe, expect, it } from 'vitest';
import { isIdentityKey } from '#domain/identity/redact.ts';
import { type LogEventDeclaration } from './log-events/declare.ts';
import { deviceEvents } from './log-events/device-events.ts';
import { securityEvents } from './log-events/security-events.ts';
import { serviceEvents } from './log-events/service-events.ts';
import { syncEvents } from './log-events/sync-events.ts';
import { ticketEvents } from './log-events/ticket-events.ts';
import { upkeepEvents } from './log-events/upkeep-events.ts';
import { LOG_EVENTS, logSentence } from './log-events.ts';
import { logEventsDocument } from './log-events-document.ts';

const events = Object.entries<LogEventDeclaration>(LOG_EVENTS);
const named = (text: string): readonly string[] => Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name!).toSorted();

describe('the log events', () => {
  it('are each declared once', () => {
    const families = [serviceEvents, ticketEvents, deviceEvents, syncEvents, upkeepEvents, securityEvents];
    expect(families.flatMap((family) => Object.keys(family))).toHaveLength(events.length);
  });

  it.each(events)('%s says every parameter in both languages and no other', (_, event) => {
    const names = Object.keys(event.params).toSorted();
    expect(named(event.zh)).toEqual(names);
    expect(named(event.en)).toEqual(names);
  });

  it.each(events)('%s has a kebab-case id', (id) => {
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)+$/);
  });

  it.each(events.filter(([id]) => id.endsWith('-start')))('%s has an end', (id) => {
    expect(LOG_EVENTS).toHaveProperty(id.replace(/-start$/, '-end'));
  });

  it.each(events.filter(([id]) => id.endsWith('-end')))('%s tells its disposition from a closed set', (_, event) => {
    expect(event.params['disposition']).toBeTypeOf('object');
  });

  it.each(events)('%s carries a person only as a mask, and says so', (_, event) => {
    const masks = Object.entries(event.params).filter(([, parameter]) => parameter === 'mask');
    const personal = Object.keys(event.params).filter((name) => isIdentityKey(name));
    expect(personal).toEqual(masks.map(([name]) => name));
    expect(event.privacy).toBe(masks.length > 0 ? 'masked' : 'none');
  });

  it.each(events)('%s keeps clear of the names every line uses', (_, event) => {
    const reserved = ['time', 'uptime', 'event', 'type', 'audience', 'level', 'text', 'redacted', 'pid', 'hostname'];
    expect(Object.keys(event.params).filter((name) => reserved.includes(name))).toEqual([]);
  });

  it('are said in Chinese with Chinese words and in English with the values themselves', () => {
    const values = { number: 'A008', business: 'social-security', origin: 'leased', ticket: 't1', ms: 12 };
    expect(logSentence('ticket-taken', 'zh', values)).toBe('取号 A008，业务 social-security（离线，预租号段），从点按到落盘 12 毫秒，号票 t1');
    expect(logSentence('ticket-taken', 'en', values)).toBe('Ticket A008 taken for social-security (leased), 12 ms from tap to disk, ticket t1');
  });

  it('stand in docs/log-events.md as they are here', async () => {
    await expect(logEventsDocument()).toMatchFileSnapshot('../docs/log-events.md');
  });
});
