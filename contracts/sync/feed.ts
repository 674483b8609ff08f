import { z } from 'zod';
import { business, hall, hash, id, sequence, serviceWindow, ticketNumber, ticketState, uuid } from '../schemas.ts';

/**
 * 变更流: what the hall server tells its terminals. Revisions are issued under one lock, so commit order is revision
 * order; a higher revision of the same entity wins; a null value is a tombstone.
 */

/** What those who call, show or printed a ticket may know of it: no person, not even a digest. */
export const publicTicket = z.strictObject({
  id: uuid,
  businessId: id,
  number: ticketNumber,
  state: ticketState,
  windowId: id.nullable(),
  offline: z.boolean(),
  /** Effective time of taking, server milliseconds. */
  waitingSinceMs: z.number(),
  calledAtMs: z.number().nullable(),
  /** Grows with every call and recall of this ticket, so that a board speaks each exactly once. */
  calls: z.number().int().min(0),
});

export type PublicTicket = z.infer<typeof publicTicket>;

/** How many wait for a business: what a kiosk needs of the tickets it did not print. */
export const waitingCount = z.strictObject({ id, waiting: z.number().int().min(0) });

export type WaitingCount = z.infer<typeof waitingCount>;

/** The key that proves a terminal's ticket QR. `algorithm` leaves room for SM2. */
export const terminalKey = z.strictObject({
  terminalId: id,
  keyId: id,
  algorithm: z.enum(['ed25519']),
  publicKey: z.string().max(200),
});

/** Somebody pressed 找工作人员. */
export const helpCall = z.strictObject({
  id: uuid,
  terminalId: id,
  terminalName: z.string().max(40),
  screen: z.string().max(40),
  atMs: z.number(),
});

export const feedValues = {
  hall,
  business,
  window: serviceWindow,
  ticket: publicTicket,
  waiting: waitingCount,
  'terminal-key': terminalKey,
  help: helpCall,
} as const;

export type FeedEntity = keyof typeof feedValues;

/** Who may see an entity: every terminal of the hall, staff screens, boards, or one terminal (`terminal:<id>`). */
export const scope = z.string().regex(/^(hall|staff|board|terminal:[\w-]+)$/);

export const feedEntry = z.strictObject({
  revision: sequence.min(1),
  entity: z.enum(['hall', 'business', 'window', 'ticket', 'waiting', 'terminal-key', 'help']),
  id: z.string().min(1).max(80),
  /** Scopes that could see it before and after; one who loses sight gets the tombstone. */
  scopeBefore: z.array(scope),
  scopeAfter: z.array(scope),
  value: z.unknown().nullable(),
});

export type FeedEntry = z.infer<typeof feedEntry>;

/** A cursor into the feed: only valid for the incarnation that gave it. */
export const feedCursor = z.strictObject({ incarnation: uuid, revision: sequence });
export type FeedCursor = z.infer<typeof feedCursor>;

/** Pushed over the WebSocket: the entries (from − 1, to]; apply when contiguous, else pull. */
export const feedHint = z.strictObject({
  incarnation: uuid,
  from: sequence,
  to: sequence,
  entries: z.array(feedEntry),
});
export type FeedHint = z.infer<typeof feedHint>;

export const headHash = hash;
