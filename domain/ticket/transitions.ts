import { err, ok, type Result } from '#kernel/result.ts';
import type { Ticket, TicketState } from './ticket.ts';

/** What may be asked of a ticket online. Refused with the present state when it does not fit. */
export type TicketCommand = 'call' | 'arrive' | 'finish' | 'miss' | 'revive' | 'cancel' | 'void' | 'abandon' | 'expire';

export interface RefusedCommand {
  readonly kind: 'wrong-state';
  readonly command: TicketCommand;
  readonly state: TicketState;
}

/** Where each command leads from each state that takes it. */
const TRANSITIONS: Readonly<Record<TicketCommand, Partial<Record<TicketState, TicketState>>>> = {
  call: { waiting: 'called', 'suspended-released': 'called', 'suspended-held': 'called', 'suspended-waiting': 'called' },
  arrive: { called: 'serving' },
  finish: { called: 'finished', serving: 'finished' },
  miss: { called: 'missed' },
  revive: { missed: 'waiting' },
  cancel: { booked: 'cancelled', issuing: 'cancelled', waiting: 'cancelled', called: 'cancelled' },
  void: { issuing: 'void' },
  abandon: { missed: 'abandoned' },
  expire: {
    booked: 'expired',
    issuing: 'expired',
    waiting: 'expired',
    called: 'expired',
    serving: 'expired',
    'suspended-released': 'expired',
    'suspended-held': 'expired',
    'suspended-waiting': 'expired',
  },
};

/** The ticket after the command, one version later; or why not, with the state it is in. */
export function decideTicket(ticket: Ticket, command: TicketCommand, windowId?: string): Result<Ticket, RefusedCommand> {
  const next = TRANSITIONS[command][ticket.state];
  if (!next) return err({ kind: 'wrong-state', command, state: ticket.state });
  return ok({ ...ticket, state: next, windowId: windowId ?? ticket.windowId, version: ticket.version + 1 });
}
