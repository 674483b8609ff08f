import { numberLabel } from '#domain/ticket/number.ts';
import type { KnownTicket, TerminalLine } from './terminal-lines.ts';

/** Everything that was promised by one terminal and to it, over all its lives. */
export class Promises {
  readonly tickets = new Map<string, { readonly ticketId: string; readonly number: KnownTicket['number']; printed: boolean }>();
  /** Numbers that the server said it bound, by ticket. */
  readonly bound = new Map<string, KnownTicket['number']>();
  /** How far the server said it applied, per log. */
  readonly applied = new Map<string, number>();
  readonly logs = new Set<string>();

  hear(line: TerminalLine): void {
    switch (line.said) {
      case 'ready':
        this.logs.add(line.logId);
        return;
      case 'issued':
        this.tickets.set(line.ticketId, { ticketId: line.ticketId, number: line.number, printed: false });
        return;
      case 'printed':
        this.tickets.get(line.ticketId)!.printed = true;
        return;
      case 'bound':
        this.bound.set(line.ticketId, line.number);
        return;
      case 'applied':
        this.applied.set(line.logId, Math.max(this.applied.get(line.logId) ?? 0, line.applied));
        return;
      case 'link':
      case 'took':
      case 'checked':
      case 'settled':
      case 'failed':
      case 'refused':
    }
  }

  /** Numbers given to two tickets. */
  doubled(): readonly string[] {
    const seen = new Map<string, string>();
    return [...this.tickets.values()].flatMap(({ ticketId, number }) => {
      const label = `${number.businessDay} ${numberLabel(number)}`;
      const other = seen.get(label);
      seen.set(label, ticketId);
      return other === undefined ? [] : [`${label} was given to ${other} and ${ticketId}`];
    });
  }
}
