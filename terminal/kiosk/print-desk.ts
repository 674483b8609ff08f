import type { Clock } from '#kernel/clock.ts';
import type { TicketNumber } from '#domain/ticket/number.ts';
import type { Log } from '#contracts/log-events.ts';
import type { KioskTicket, PaperFault } from '#contracts/terminal/kiosk-contract.ts';
import type { TicketPrinter } from '#drivers/ticket-printer/index.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
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
    const paper = outcome.kind === 'failed' ? 'none' : outcome.kind;
    try {
      await this.#ports.store.recordPaper(ticket.ticketId, paper, 'printer');
    } catch (error) {
      // The person must still hear what became of the paper; the row keeps its intent and is settled at the next start.
      this.#ports.log('store-fault', { act: 'paper', detail: error instanceof Error ? error.message : String(error) });
    }
    return outcome;
  }

  /** 补打, asked for by the person. A ticket of another kiosk is printed as a copy; its row lives at the hall server. */
  async reprint(ticket: KioskTicket): Promise<PrintedPaper> {
    const own = await this.#ports.store.ticket(ticket.ticketId);
    if (own?.number) {
      const begun = await this.#ports.store.beginReprint(ticket.ticketId);
      return this.print(ticket, begun.ticket.number ?? own.number, true);
    }
    const known = this.#ports.link.replica.tickets.find((each) => each.id === ticket.ticketId);
    if (!known) return { kind: 'failed', ticket, fault: 'printer-error' };
    return this.#send(ticket, known.number, true);
  }

  async #send(ticket: KioskTicket, number: TicketNumber, reprint: boolean): Promise<PrintedPaper> {
    const { clock, log } = this.#ports;
    const began = clock.monotonic();
    const paper = await this.#putOnPaper(ticket, number, reprint);
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
