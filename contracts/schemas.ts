import { z } from 'zod';
import type { Business, Hall, Issuing, Place, ServiceWindow } from '#domain/hall/business.ts';
import type { WaitEstimate } from '#domain/queue/estimate.ts';
import type { NumberBlock, TicketNumber } from '#domain/ticket/number.ts';
import type { PersonReference, Ticket } from '#domain/ticket/ticket.ts';
import type { ClockStamp } from '#domain/time/stamp.ts';

/** The domain's own shapes as schemas: everything that crosses a process is parsed by one of these. */

export const id = z.string().min(1).max(64);
export const uuid = z.uuidv7();
export const hash = z.string().regex(/^[0-9a-f]{64}$/);
export const businessDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const milliseconds = z.number().int();
export const sequence = z.number().int().min(0);

export const clockStamp: z.ZodType<ClockStamp> = z.strictObject({
  wallMs: milliseconds,
  bootId: id,
  monotonicMs: z.number().min(0),
  lastServerMs: milliseconds.nullable(),
  trust: z.enum(['trusted', 'untrusted']),
});

export const place: z.ZodType<Place> = z.strictObject({ floor: z.string().max(20), zone: z.string().max(20) });

export const issuing: z.ZodType<Issuing> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open') }),
  z.strictObject({ kind: z.literal('closed'), from: z.string().max(5) }),
  z.strictObject({ kind: z.literal('stopped'), reason: z.string().max(100) }),
]);

export const business: z.ZodType<Business> = z.strictObject({
  id,
  name: z.string().min(1).max(40),
  nameEn: z.string().min(1).max(80),
  group: z.string().min(1).max(20),
  groupEn: z.string().min(1).max(40),
  series: z.string().regex(/^[A-Z]{1,2}$/),
  place,
  realName: z.enum(['none', 'optional', 'required']),
  minutesPerTicket: z.number().positive().max(480),
  keywords: z.array(z.string().max(20)).max(40),
  bring: z.string().max(100),
  issuing,
});

export const serviceWindow: z.ZodType<ServiceWindow> = z.strictObject({
  id,
  label: z.string().min(1).max(10),
  place,
  direction: z.string().max(20),
  businessIds: z.array(id).max(200),
  state: z.enum(['closed', 'open', 'paused']),
});

export const hall: z.ZodType<Hall> = z.strictObject({
  id,
  name: z.string().min(1).max(40),
  nameEn: z.string().min(1).max(80),
  timeZone: z.string().min(1).max(40),
  missedRule: z.string().max(60),
  privacyLine: z.string().max(60),
  helpPlace: z.string().max(40),
});

export const series = z.string().regex(/^[A-Z]{1,3}$/);

export const ticketNumber: z.ZodType<TicketNumber> = z.strictObject({
  businessDay,
  series,
  number: z.number().int().min(1).max(9999),
  origin: z.enum(['bound', 'leased', 'permanent']),
});

export const numberBlock: z.ZodType<NumberBlock> = z.strictObject({
  leaseId: id,
  businessDay,
  series,
  from: z.number().int().min(1).max(9999),
  to: z.number().int().min(1).max(9999),
  origin: z.enum(['leased', 'permanent']),
});

export const identityKind = z.enum(['id-card', 'id-number', 'phone', 'passport', 'credit-code']);

export const personReference: z.ZodType<PersonReference> = z.strictObject({
  kind: identityKind,
  digest: hash,
  mask: z.string().max(40),
});

export const ticketState = z.enum([
  'booked',
  'issuing',
  'waiting',
  'called',
  'serving',
  'suspended-released',
  'suspended-held',
  'suspended-waiting',
  'finished',
  'void',
  'missed',
  'abandoned',
  'cancelled',
  'expired',
]);

export const paper = z.enum(['none', 'printing', 'printed', 'unconfirmed', 'unknown']);
export const purpose = z.enum(['consult', 'apply', 'collect']);
export const onBehalf = z.enum(['self', 'other-person', 'organisation']);
export const count = z.number().int().min(1).max(99);

export const ticket: z.ZodType<Ticket> = z.strictObject({
  id: uuid,
  visitId: uuid,
  leg: z.number().int().min(0).max(20),
  businessId: id,
  number: ticketNumber.nullable(),
  state: ticketState,
  paper,
  person: personReference.nullable(),
  purpose,
  cases: count,
  party: count,
  onBehalf,
  offline: z.boolean(),
  takenAt: clockStamp,
  windowId: id.nullable(),
  version: z.number().int().min(1),
});

export const waitEstimate: z.ZodType<WaitEstimate> = z.strictObject({
  fromMinutes: z.number().int().min(0),
  toMinutes: z.number().int().min(1),
});
