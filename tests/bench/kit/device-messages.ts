/** What the bench asks of its device process, over the channel of `child_process.fork`. All times: machineClock.monotonic(). */
export type DeviceRequest =
  /** Puts a simulated ticket printer on the device end of a cable. */
  | { readonly kind: 'open-printer'; readonly at: string }
  /** From here on the next print byte is the first of a new ticket. */
  | { readonly kind: 'await-ticket' }
  | { readonly kind: 'ticket-times' }
  /** Puts a simulated card reader on it whose bytes take their time both ways. */
  | { readonly kind: 'open-reader'; readonly at: string; readonly baudRate: number }
  /** Lifts a card, waits until the host has looked and seen none, and `afterMs` later lays one. */
  | { readonly kind: 'lay-card'; readonly afterMs: number }
  | { readonly kind: 'card-times' }
  /** Answers every chunk on it with four bytes at once. */
  | { readonly kind: 'open-pty-echo'; readonly at: string }
  /** Listens with TLS on loopback and sends back what comes. */
  | { readonly kind: 'open-tls-echo'; readonly folder: string };

export interface DeviceAnswers {
  'open-printer': null;
  'await-ticket': null;
  'ticket-times': TicketTimes;
  'open-reader': null;
  'lay-card': { readonly laidAt: number };
  'card-times': { readonly foundByAt: number };
  'open-pty-echo': null;
  'open-tls-echo': { readonly port: number };
}

export interface TicketTimes {
  /** The last status question before the ticket. */
  readonly questionAt: number;
  readonly firstByteAt: number;
}

export type FromBench = { readonly id: number; readonly request: DeviceRequest };
export type FromDevices = { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly fault: string };
