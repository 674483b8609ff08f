import { BAND_ROWS } from './bitmap.ts';
import { encodeCommands, type Command } from './commands.ts';
import type { Chunk, ReadyTicket } from './document.ts';
import { MAX_CHUNK_BYTES } from './manual.ts';
import type { PrinterProfile } from './profile.ts';
import type { PrintOutcome } from './types.ts';

/**
 * What a ticket that broke off leaves in the machine: a command that still waits for its bytes and would swallow the
 * beginning of the next ticket, and paper that was printed and not cut off. Every ESC/POS manual lets a printer ignore
 * NUL outside a command, and inside a picture it is white.
 */

/** Whether the end of a ticket, its cut above all, may not have reached the machine. Undefined: nothing was sent. */
export function leavesRemainder(outcome: PrintOutcome): boolean | undefined {
  switch (outcome.kind) {
    case 'printed':
    case 'unconfirmed':
      return false;
    case 'failed':
      return outcome.sent === 'part' ? true : undefined;
    case 'unknown':
      return outcome.reason !== 'silent-after-data' && outcome.reason !== 'no-completion-echo';
    default:
      return outcome satisfies never;
  }
}

/** The ticket led by what ends another: NULs for the longest command there is, and a cut. Costs a slip of blank paper. */
export function afterRemainder(ticket: ReadyTicket, profile: PrinterProfile): ReadyTicket {
  const { cut, feedBeforeCut, presenter, dots } = profile;
  const end: Command[] = [{ type: 'init' }];
  if (feedBeforeCut > 0) end.push({ type: 'feed-dots', dots: feedBeforeCut });
  if (cut.kind !== 'none') end.push({ type: 'cut', how: cut });
  if (presenter && presenter.present.length > 0) end.push({ type: 'vendor', name: 'present', bytes: presenter.present });
  const lead: Chunk[] = [];
  for (let left = LONGEST_HEAD + BAND_ROWS * (dots >> 3); left > 0; left -= MAX_CHUNK_BYTES) {
    lead.push({ bytes: new Uint8Array(Math.min(left, MAX_CHUNK_BYTES)), essential: false });
  }
  lead.push({ bytes: encodeCommands(end), essential: false });
  // What is still in the buffer may be as long as a ticket.
  return { chunks: [...lead, ...ticket.chunks], heightDots: 2 * ticket.heightDots + feedBeforeCut };
}

/** GS v 0 with its sizes. */
const LONGEST_HEAD = 8;
