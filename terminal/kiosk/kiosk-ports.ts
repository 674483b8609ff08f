import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';
import type { SenderClock } from '#contracts/hall/hall-contract.ts';
import type { Log } from '#contracts/log-events.ts';
import type { IdCardReader } from '#drivers/id-card-reader/index.ts';
import type { TicketPrinter } from '#drivers/ticket-printer/index.ts';
import type { Enrolment, TerminalStore } from '#offline-cache/store-api.ts';
import type { HallLink } from '../hall/hall-link.ts';
import type { KioskDelays } from './delays.ts';
import type { TicketSigner } from './ticket-token.ts';

/** Everything the kiosk's session stands on. */
export interface KioskPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: TerminalStore;
  readonly link: HallLink;
  readonly enrolment: Enrolment;
  readonly reader: IdCardReader | null;
  readonly printer: TicketPrinter | null;
  readonly signer: TicketSigner;
  readonly senderClock: () => SenderClock;
  readonly delays?: KioskDelays;
  readonly log: Log;
  /** Told when a ticket neither succeeds nor fails: the screen would stand still for ever. */
  readonly onStuck?: () => void;
}
