import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { business, hall, id, identityKind, uuid, waitEstimate } from '../schemas.ts';
import { linkView, timeView } from './common.ts';

/**
 * The kiosk screen is a picture of the terminal service: the service holds the session, its deadlines and its devices;
 * the page shows the view it is sent and says what was touched. Nothing personal but a mask ever reaches the page.
 */

export const kioskBusiness = z.strictObject({
  business,
  /** Waiting now, or null when it cannot be known (offline). */
  waiting: z.number().int().min(0).nullable(),
  estimate: waitEstimate.nullable(),
});
export type KioskBusiness = z.infer<typeof kioskBusiness>;

/** A ticket as the citizen may see it. */
export const kioskTicket = z.strictObject({
  ticketId: uuid,
  label: z.string(),
  businessId: id,
  businessName: z.string(),
  businessNameEn: z.string(),
  place: z.strictObject({ floor: z.string(), zone: z.string() }),
  ahead: z.number().int().min(0).nullable(),
  estimate: waitEstimate.nullable(),
  takenAtMs: z.number(),
  offline: z.boolean(),
  /** 「王**」, or null when nobody was named. */
  personMask: z.string().nullable(),
  /** Whether the bring-materials line should be shown. */
  bring: z.string(),
});
export type KioskTicket = z.infer<typeof kioskTicket>;

/** What the person sees of the card reader while a card is awaited. */
export const cardHint = z.enum(['lay-card', 'reading', 'lift-and-lay-again', 'wrong-card', 'card-left', 'reader-unavailable']);
export type CardHint = z.infer<typeof cardHint>;

/** What was wrong with a typed number; the sentence for each stands in the renderer's catalogue. */
export const inputFault = z.enum([
  'empty',
  'wrong-length',
  'wrong-character',
  'wrong-date',
  'wrong-check-digit',
  'unknown-region',
  'wrong-format',
]);
export type InputFault = z.infer<typeof inputFault>;

/** Why there is no paper, or not surely; sentences in the renderer's catalogue. */
export const paperFault = z.enum([
  'paper-end',
  'cover-open',
  'cutter-error',
  'jam',
  'printer-error',
  'printer-unavailable',
  'no-answer',
]);
export type PaperFault = z.infer<typeof paperFault>;

export const kioskSession = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('home') }),
  /** A card laid on the home screen: this person's live tickets; others can be taken from here. */
  z.strictObject({ kind: z.literal('person'), personMask: z.string(), tickets: z.array(kioskTicket) }),
  /** Business chosen; who is it for? `ways` are those the business allows, the card first. */
  z.strictObject({
    kind: z.literal('identify'),
    business: kioskBusiness,
    ways: z.array(z.enum(['id-card', 'id-number', 'phone', 'passport', 'credit-code', 'none'])),
    hint: cardHint,
    /** The last typed number was refused for this. */
    fault: z.strictObject({ way: identityKind, fault: inputFault }).nullable(),
  }),
  z.strictObject({ kind: z.literal('working'), step: z.enum(['numbering', 'printing']), business: kioskBusiness, label: z.string().nullable() }),
  /** There is already a live ticket of this business for this person. */
  z.strictObject({ kind: z.literal('existing'), ticket: kioskTicket }),
  /** Taken. `paper` says whether it surely came out (`printed`) or the printer cannot say (`unconfirmed`). */
  z.strictObject({ kind: z.literal('result'), ticket: kioskTicket, paper: z.enum(['printed', 'unconfirmed']), reprint: z.boolean() }),
  /** 「号票出来了吗？」 */
  z.strictObject({ kind: z.literal('ask-paper'), ticket: kioskTicket, fault: paperFault.nullable() }),
  /** No paper for certain: 「请拍照记下号码」, stays until tapped. */
  z.strictObject({ kind: z.literal('show-number'), ticket: kioskTicket, fault: paperFault, mayRetry: z.boolean() }),
  z.strictObject({
    kind: z.literal('refused'),
    business: kioskBusiness,
    reason: z.enum(['closed', 'stopped', 'real-name-required', 'no-number-left', 'storage-fault']),
  }),
  z.strictObject({ kind: z.literal('help'), recorded: z.boolean() }),
]);
export type KioskSession = z.infer<typeof kioskSession>;

export const kioskView = z.strictObject({
  hall,
  terminalName: z.string(),
  time: timeView,
  link: linkView,
  reader: z.enum(['ready', 'unavailable']),
  /** `low`: still prints, paper near its end. */
  printer: z.enum(['ready', 'low', 'paper-end', 'cover-open', 'faulty', 'unavailable']),
  businesses: z.array(kioskBusiness),
  session: kioskSession,
  /** Grows with every new session screen; the page answers with it so that a late tap meets nothing. */
  turn: z.number().int().min(0),
  /** Milliseconds left on this screen when the view was made, and whether touching the screen extends it. */
  expires: z.strictObject({ inMs: z.number(), warnMs: z.number(), extendable: z.boolean() }).nullable(),
});
export type KioskView = z.infer<typeof kioskView>;

/** Every act names the turn it belongs to. `taken: false` means the screen had moved on: show the newest view. */
const act = z.strictObject({ turn: z.number().int().min(0) });
const acted = z.strictObject({ taken: z.boolean() });

export const kioskContract = {
  watch: oc.output(eventIterator(kioskView)),
  chooseBusiness: oc.input(act.extend({ businessId: id })).output(acted),
  /** A typed number. The value lives only in this call: it is digested, masked and forgotten. */
  identify: oc
    .input(act.extend({ way: z.enum(['id-number', 'phone', 'passport', 'credit-code']), value: z.string().max(40) }))
    .output(acted),
  takeWithoutName: oc.input(act).output(acted),
  reprint: oc.input(act.extend({ ticketId: uuid })).output(acted),
  takeAnother: oc.input(act).output(acted),
  answerPaper: oc.input(act.extend({ came: z.boolean() })).output(acted),
  tryPrintAgain: oc.input(act).output(acted),
  extend: oc.input(act).output(acted),
  home: oc.input(act).output(acted),
  callStaff: oc.input(act).output(acted),
};
