import type { DeviceState, UnavailableReason } from '#drivers/device-state.ts';

/** What stops a ticket printer from printing. Every member has a citizen and a staff sentence in sentences.ts. */
export type PrinterFault =
  | { readonly kind: 'paper-end' }
  | { readonly kind: 'cover-open' }
  | { readonly kind: 'cutter-error' }
  /** Mechanical or unrecoverable error: power off, clear the paper path. */
  | { readonly kind: 'mechanical-error' }
  /** Head too hot or voltage out of range; the machine recovers by itself. */
  | { readonly kind: 'overheated' }
  | { readonly kind: 'jam' }
  /** Tickets pile up at the exit (堵纸). */
  | { readonly kind: 'exit-blocked' }
  /** Somebody pulled at the paper while it was printing (拽纸). */
  | { readonly kind: 'paper-pulled' }
  | { readonly kind: 'holder-not-loaded' }
  | { readonly kind: 'black-mark-not-found' }
  /** It says it is offline or in error and gives no cause. */
  | { readonly kind: 'offline' };

/** The finest word for how the printer is. `unknown` and `no-answer` are never folded into another state. */
export type PrinterState =
  | { readonly kind: 'ready' }
  /** Little paper left; it still prints. */
  | { readonly kind: 'near-end' }
  /** A finished ticket waits at the exit; it still prints. */
  | { readonly kind: 'ticket-not-taken' }
  | PrinterFault
  /** It cannot be asked (write-only), or was not asked yet. */
  | { readonly kind: 'unknown' }
  /** The connection is open and nothing comes back. */
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'unavailable'; readonly reason: UnavailableReason; readonly detail: string };

export type TicketPrinterState = DeviceState<PrinterFault>;

/** Why a ticket certainly did not come out. */
export type PrintFailure =
  | PrinterFault
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'unavailable'; readonly reason: UnavailableReason; readonly detail: string }
  /** The content or template cannot be laid out; `detail` is one sentence. Nothing was sent. */
  | { readonly kind: 'bad-content'; readonly detail: string };

export type UnknownReason =
  /** Every byte went out, then the printer stopped answering. */
  | 'silent-after-data'
  /** It answers, but the echo it always gives behind the data did not come. */
  | 'no-completion-echo'
  /** A fault was reported after bytes were sent; see `fault`. */
  | 'fault-while-printing'
  /** Unplugged or hung up after bytes were sent. */
  | 'connection-lost'
  /** The operating system could not hand over the bytes in time. */
  | 'write-stalled';

/** What may still happen to bytes that were sent before a fault. */
export type Remainder = 'none' | 'cancelled' | 'may-print-later';

export type PrintOutcome =
  /** `paper`: a sensor saw the ticket; `buffer`: the printer worked through all bytes and reports no fault. */
  | { readonly kind: 'printed'; readonly evidence: 'paper' | 'buffer' }
  | { readonly kind: 'unconfirmed'; readonly reason: 'write-only' | 'never-answered' }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason; readonly fault?: PrinterFault; readonly remainder: Remainder }
  /** Certain: nothing that a person could read as a ticket came out. */
  | { readonly kind: 'failed'; readonly fault: PrintFailure; readonly certain: true; readonly sent: 'nothing' | 'part'; readonly remainder: Remainder };

export interface PrintHooks {
  /** The first bytes of the ticket were handed to the operating system. */
  readonly onFirstByte?: () => void;
  /** The last bytes of the ticket were handed to the operating system. */
  readonly onLastByte?: () => void;
}

/** What stands on one ticket. No name and no ID number: there is no field for them. */
export interface TicketContent {
  readonly hall: string;
  readonly business: string;
  /** As called and shown, 1 to 8 characters of A–Z, 0–9 and hyphen, e.g. `A008`. */
  readonly number: string;
  /** Floor and zone where to wait. */
  readonly place?: string;
  /** People ahead; never given on an offline ticket. */
  readonly ahead?: number;
  readonly estimate?: { readonly fromMinutes: number; readonly toMinutes: number };
  /** Local time, already formatted. */
  readonly issuedAt?: string;
  readonly qr?: string;
  readonly qrCaption?: string;
  readonly missedRule?: string;
  readonly materials?: string;
  readonly privacy?: string;
  readonly marks?: readonly TicketMark[];
  readonly note?: string;
}

export type TicketMark = 'reprint' | 'offline';
