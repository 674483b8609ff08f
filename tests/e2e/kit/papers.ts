import type { PrintedTicket } from '#drivers/ticket-printer/simulator/index.ts';
import type { TestHall } from './hall.ts';

/** A sheet as its reader has it in hand. */
export interface Sheet {
  /** From the QR: `X001`. */
  readonly label: string;
  readonly ticketId: string;
  /** YYYYMMDD. */
  readonly businessDay: string;
  /** 补打: a copy that says so. */
  readonly copy: boolean;
  /** What the printer's own letters say; pictures have none. */
  readonly text: string;
  readonly png: Uint8Array;
}

/** Every ticket that left the printer, oldest first. A sheet with two codes counts as two tickets, one without as none. */
export function sheetsOf(test: TestHall): readonly Sheet[] {
  return test.dock.printer.tickets.flatMap((ticket) => ticket.qrPayloads.map((qr) => sheet(ticket, qr)));
}

function sheet(ticket: PrintedTicket, qr: string): Sheet {
  const [, , id, label, businessDay] = qr.slice(qr.indexOf('#') + 1).split('.') as [string, string, string, string, string];
  const hex = Buffer.from(id, 'base64url').toString('hex');
  const ticketId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const text = ticket.lines.join('\n');
  return { label, ticketId, businessDay, copy: text.includes('补打'), text, png: ticket.png };
}

/** Labels of the sheets that are no copies; a number printed twice stands in it twice. */
export function originalLabels(test: TestHall): readonly string[] {
  return sheetsOf(test)
    .filter(({ copy }) => !copy)
    .map(({ label }) => label);
}
