import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { hall, id, sequence } from '../schemas.ts';
import { timeView } from '../terminal/common.ts';

/**
 * The manager's pages of the hall server: what needs a person's attention, and how every terminal stands. No names and no
 * identity numbers; a ticket is called by its number.
 */

/** Where the manager's pages and their calls lie at the hall server. */
export const MANAGE_PATH = '/manage';
/** The fragment of a sign-in link: `#sign-in=<code>`; fragments are never sent or logged. */
export const SIGN_IN_FRAGMENT = 'sign-in';

const itemId = z.string().min(1).max(160);
const noteText = z.string().max(200);

/** Something that happened and that staff should know; `kind` may be newer than the reader. */
export const attentionItem = z.strictObject({
  id: itemId,
  /** `parked`: a fact kept aside; `conflict`: applied, but something about it does not fit; `state`: as long as it lasts. */
  source: z.enum(['parked', 'conflict', 'state']),
  kind: z.string().max(60),
  atMs: z.number(),
  terminalId: z.string().nullable(),
  /** What the sentences name; null where it is not known. */
  facts: z.strictObject({
    terminal: z.string().nullable(),
    label: z.string().nullable(),
    business: z.string().nullable(),
    businessEn: z.string().nullable(),
    from: z.number().nullable(),
    to: z.number().nullable(),
  }),
  /** For technical support: kind of fact, place in the log, what could not be read. Never personal. */
  technical: z.string().max(400),
  mayRetry: z.boolean(),
  /** `atMs` null: nobody has marked it. */
  mark: z.strictObject({ state: z.enum(['open', 'seen', 'handled']), note: noteText, atMs: z.number().nullable() }),
});
export type AttentionItem = z.infer<typeof attentionItem>;

export const terminalStanding = z.strictObject({
  id,
  name: z.string(),
  kind: z.enum(['kiosk', 'window', 'display']),
  /** Server time of its last call; null when none is known. */
  contactMs: z.number().nullable(),
  online: z.boolean(),
  /** Facts it still holds, as it last told; null when it never did. */
  pending: sequence.nullable(),
  /** The most that waited since it last had nothing to upload, for the bar. */
  pendingOf: sequence,
  /** How far its present log is applied here, and how far it also lies off this machine; null without a log. */
  applied: sequence.nullable(),
  safe: sequence.nullable(),
  parked: sequence,
  /** Whether it has compared its log with the server as the server is now (after a restore: the new incarnation). */
  incarnation: z.enum(['current', 'before', 'unknown']),
  clock: z.enum(['trusted', 'untrusted', 'unknown']),
  /** Its clock minus the server's at the last handshake, milliseconds. */
  clockOffMs: z.number().nullable(),
  /** What became of its store lately, newest first kind; null: nothing. */
  recovery: z.strictObject({ kind: z.string().max(60), atMs: z.number() }).nullable(),
});
export type TerminalStanding = z.infer<typeof terminalStanding>;

export const manageView = z.strictObject({
  hall,
  time: timeView,
  /** Open ones first, oldest first among them; handled ones of the last days at the end. */
  items: z.array(attentionItem),
  /** Parked facts that are not listed because there are too many; exporting all takes them along. */
  more: sequence,
  /** When the last verified backup was made; null: never. */
  backupMs: z.number().nullable(),
  terminals: z.array(terminalStanding),
  /** When this session ends by itself, server milliseconds. */
  sessionEndsMs: z.number(),
});
export type ManageView = z.infer<typeof manageView>;

const retried = z.strictObject({ applied: sequence, stillParked: sequence });

export const manageContract = {
  watch: oc.output(eventIterator(manageView)),
  /** Tries parked facts again: these and whatever waits behind them, or all. */
  retry: oc.input(z.strictObject({ ids: z.array(itemId).max(1000).nullable() })).output(retried),
  /** Nothing is ever deleted; the mark and its note go into the audit. */
  mark: oc
    .input(z.strictObject({ ids: z.array(itemId).min(1).max(1000), state: z.enum(['open', 'seen', 'handled']), note: noteText }))
    .output(z.strictObject({ marked: sequence })),
  /** A JSON document with the stored bytes verbatim and what they mean; null takes everything listed or parked. */
  exportItems: oc.input(z.strictObject({ ids: z.array(itemId).max(1000).nullable() })).output(z.strictObject({ fileName: z.string(), text: z.string() })),
};
