import type { Clock } from '#kernel/clock.ts';
import type { TicketNumber } from '#domain/ticket/number.ts';
import type { Ticket } from '#domain/ticket/ticket.ts';
import type { Log } from '#contracts/log-events.ts';
import type { PublicTicket } from '#contracts/sync/feed.ts';
import type { KioskTicket, PaperFault } from '#contracts/terminal/kiosk-contract.ts';
import type { TicketPrinter } from '#drivers/ticket-printer/index.ts';
import type { PaperSource, TerminalStore } from '#offline-cache/store-api.ts';
import type { HallLink } from '../hall/hall-link.ts';
import { paperFault, unknownFault } from './paper-outcome.ts';
import { ticketContent } from './ticket-content.ts';
import type { TicketSigner } from './ticket-token.ts';

/** What became of one sheet, already written to the store. */
export type PrintedPaper =
  | { readonly kind: 'printed'; readonly ticket: KioskTicket; readonly reprint: boolean }
  | { readonly kind: 'unconfirmed'; readonly ticket: KioskTicket; readonly reprint: boolean }
  | { readonly kind: 'unknown'; readonly ticket: KioskTicket; readonly fault: PaperFault | null }
  | { readonly kind: 'failed'; readonly ticket: KioskTicket; readonly fault: PaperFault };

export interface PrintDeskPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: TerminalStore;
  readonly link: HallLink;
  readonly printer: TicketPrinter | null;
  readonly signer: TicketSigner;
}

/** Puts tickets on paper and records what is known of the paper. It never prints anything a second time by itself. */
export class PrintDesk {
  readonly #ports: PrintDeskPorts;

  constructor(ports: PrintDeskPorts) {
    this.#ports = ports;
  }

  /** Prints a ticket whose row already says `printing`. */
  async print(ticket: KioskTicket, number: TicketNumber, reprint: boolean): Promise<PrintedPaper> {
    const outcome = await this.#send(ticket, number, reprint);
    await this.record(ticket.ticketId, outcome.kind === 'failed' ? 'none' : outcome.kind, 'printer');
    return outcome;
  }

  /**
   * What became of the paper. A full disk does not keep it from the person: the row keeps its intent and is settled at
   * the next start.
   */
  async record(ticketId: string, paper: Exclude<PrintedPaper['kind'], 'failed'> | 'none', source: PaperSource): Promise<void> {
    try {
      await this.#ports.store.recordPaper(ticketId, paper, source);
    } catch (error) {
      this.#ports.log('store-fault', { act: 'paper', detail: messageOf(error) });
    }
  }

  /**
   * 补打, asked for by the person. A ticket of another kiosk is printed as a copy; its row lives at the hall server.
   * @param foreign such a ticket as the server told it
   */
  async reprint(ticket: KioskTicket, foreign: PublicTicket | null): Promise<PrintedPaper> {
    let own: Ticket | null;
    try {
      own = await this.#ports.store.ticket(ticket.ticketId);
      if (own?.number) own = (await this.#ports.store.beginReprint(ticket.ticketId)).ticket;
    } catch (error) {
      // Nothing is printed without its intent on the disk; the number itself stays good.
      this.#ports.log('store-fault', { act: 'reprint', detail: messageOf(error) });
      return { kind: 'failed', ticket, fault: 'printer-error' };
    }
    if (own?.number) return this.print(ticket, own.number, true);
    if (foreign?.id !== ticket.ticketId) return { kind: 'failed', ticket, fault: 'printer-error' };
    return this.#send(ticket, foreign.number, true);
  }

  async #send(ticket: KioskTicket, number: TicketNumber, reprint: boolean): Promise<PrintedPaper> {
    const { clock, log } = this.#ports;
    const began = clock.monotonic();
    const paper = await this.#putOnPaper(ticket, number, reprint).catch((error: unknown): PrintedPaper => {
      // The number is given: whatever broke, the person is asked, and it is not taken from the screen.
      log('service-fault', { where: 'print', detail: messageOf(error) });
      return { kind: 'unknown', ticket, fault: 'printer-error' };
    });
    log('ticket-print-end', {
      number: ticket.label,
      disposition: paper.kind,
      cause: 'fault' in paper ? (paper.fault ?? 'none') : 'none',
      ms: Math.round(clock.monotonic() - began),
      ticket: ticket.ticketId,
    });
    return paper;
  }

  async #putOnPaper(ticket: KioskTicket, number: TicketNumber, reprint: boolean): Promise<PrintedPaper> {
    const { printer, link, signer } = this.#ports;
    const { hall } = link.replica;
    if (!printer || !hall) return { kind: 'failed', ticket, fault: 'printer-unavailable' };
    const outcome = await printer.print(ticketContent(hall, ticket, signer.url(ticket.ticketId, number), reprint));
    switch (outcome.kind) {
      case 'printed':
      case 'unconfirmed':
        return { kind: outcome.kind, ticket, reprint };
      case 'unknown':
        return { kind: 'unknown', ticket, fault: unknownFault(outcome) };
      case 'failed':
        return { kind: 'failed', ticket, fault: paperFault(outcome.fault) };
      default:
        return outcome satisfies never;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
