import { exhaustive } from '#kernel/exhaustive.ts';
import type { KioskView, PaperFault } from '#contracts/terminal/kiosk-contract.ts';
import type { PrinterState, PrintFailure, PrintOutcome } from '#drivers/ticket-printer/types.ts';

/** The printer's words in the kiosk's: what the person should do differs less than what the machine can suffer. */

export function paperFault(failure: PrintFailure): PaperFault {
  switch (failure.kind) {
    case 'paper-end':
    case 'cover-open':
    case 'cutter-error':
      return failure.kind;
    case 'jam':
    case 'exit-blocked':
    case 'paper-pulled':
      return 'jam';
    case 'no-answer':
      return 'no-answer';
    case 'unavailable':
      return 'printer-unavailable';
    case 'mechanical-error':
    case 'overheated':
    case 'holder-not-loaded':
    case 'black-mark-not-found':
    case 'offline':
    case 'bad-content':
      return 'printer-error';
    default:
      return exhaustive(failure, 'print failure');
  }
}

/** What is suspected when the outcome is unknown, for the sentence beside 「号票出来了吗？」. */
export function unknownFault(outcome: Extract<PrintOutcome, { kind: 'unknown' }>): PaperFault | null {
  if (outcome.fault) return paperFault(outcome.fault);
  return outcome.reason === 'connection-lost' ? 'printer-unavailable' : 'no-answer';
}

export function printerLamp(state: PrinterState): KioskView['printer'] {
  switch (state.kind) {
    case 'ready':
    case 'ticket-not-taken':
    // A write-only printer never tells; it is used, and its tickets are `unconfirmed`.
    case 'unknown':
      return 'ready';
    case 'near-end':
      return 'low';
    case 'paper-end':
    case 'cover-open':
      return state.kind;
    case 'no-answer':
    case 'unavailable':
      return 'unavailable';
    case 'cutter-error':
    case 'mechanical-error':
    case 'overheated':
    case 'jam':
    case 'exit-blocked':
    case 'paper-pulled':
    case 'holder-not-loaded':
    case 'black-mark-not-found':
    case 'offline':
      return 'faulty';
    default:
      return exhaustive(state, 'printer state');
  }
}
