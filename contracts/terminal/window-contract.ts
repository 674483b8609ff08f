import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { hall, id, serviceWindow, uuid } from '../schemas.ts';
import { helpCall, publicTicket } from '../sync/feed.ts';
import { linkView, staffView, timeView } from './common.ts';

/** The clerk's page: who is served, who is next, how many wait. Every command is idempotent by its key. */

export const windowView = z.strictObject({
  hall,
  window: serviceWindow,
  /** All windows of the hall, to choose which one this page is. */
  windows: z.array(z.strictObject({ id, label: z.string() })),
  time: timeView,
  link: linkView,
  staff: staffView,
  current: z
    .strictObject({ ticket: publicTicket, label: z.string(), businessName: z.string(), sinceMs: z.number() })
    .nullable(),
  /** Waiting per business this window takes, with the longest wait in milliseconds. */
  waiting: z.array(
    z.strictObject({
      businessId: id,
      businessName: z.string(),
      count: z.number().int().min(0),
      longestMs: z.number(),
      next: z.array(z.string()),
    }),
  ),
  help: z.array(helpCall),
});
export type WindowView = z.infer<typeof windowView>;

const command = z.strictObject({ windowId: id, key: uuid });
/** Names the ticket the clerk saw as current (null: none), so that a press on a stale page ends or calls nobody else's. */
const callCommand = command.extend({ seenTicketId: uuid.nullable() });
/**
 * `offline`: the hall server cannot be reached, nothing was done. `unknown`: it was asked and no answer came, so it may have
 * been done. `refused`: it answered that this terminal may not, or that it failed. `wrong-state`: the view already shows why.
 */
const outcome = z.strictObject({
  outcome: z.enum(['done', 'nobody-waiting', 'wrong-state', 'offline', 'unknown', 'refused']),
  label: z.string().nullable(),
});
export type WindowOutcome = z.infer<typeof outcome>;

export const windowContract = {
  watch: oc.input(z.strictObject({ windowId: id })).output(eventIterator(windowView)),
  next: oc.input(callCommand).output(outcome),
  recall: oc.input(callCommand).output(outcome),
  finish: oc.input(callCommand).output(outcome),
  miss: oc.input(callCommand).output(outcome),
  setState: oc.input(command.extend({ state: z.enum(['closed', 'open', 'paused']) })).output(outcome),
  answerHelp: oc.input(z.strictObject({ id: uuid })).output(z.strictObject({ answered: z.boolean() })),
  /** A clerk has read a notice about this machine; it is not shown again. */
  confirmNotice: oc.input(z.strictObject({ id: z.string().max(80) })).output(z.strictObject({ confirmed: z.boolean() })),
};
