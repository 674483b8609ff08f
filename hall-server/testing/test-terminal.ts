import { createHash } from 'node:crypto';
import type { TicketNumber } from '#domain/ticket/number.ts';
import type { PersonReference } from '#domain/ticket/ticket.ts';
import type { ClockStamp } from '#domain/time/stamp.ts';
import { GENESIS_HASH, OPERATION_VERSIONS, type OperationKind, type StoredOperation } from '#contracts/sync/operation.ts';
import type { BindAnswer, BindRequest } from '../numbers/bind-number.ts';
import type { TerminalRow } from '../store/rows.ts';
import type { BatchAnswer } from '../sync/receive-batch.ts';
import type { WindowAnswer, WindowCommand } from '../windows/window-commands.ts';
import type { TestHall } from './test-hall.ts';

/** What a terminal needs of its hall. */
export type TerminalsHall = Pick<TestHall, 'services' | 'clock' | 'newId'>;

/** A terminal as the server meets it: it writes its log, sends batches and asks commands. */
export class TestTerminal {
  readonly hall: TerminalsHall;
  readonly row: TerminalRow;
  readonly bootId = 'boot-1';
  logId: string;
  /** The whole log, in order. */
  log: StoredOperation[] = [];

  constructor(hall: TerminalsHall, row: TerminalRow) {
    this.hall = hall;
    this.row = row;
    this.logId = hall.newId();
  }

  get id(): string {
    return this.row.id;
  }

  stamp(change: Partial<ClockStamp> = {}): ClockStamp {
    const { clock } = this.hall;
    return { wallMs: clock.now(), bootId: this.bootId, monotonicMs: clock.monotonic(), lastServerMs: clock.now(), trust: 'trusted', ...change };
  }

  sender() {
    return { bootId: this.bootId, monotonicMs: this.hall.clock.monotonic(), wallMs: this.hall.clock.now() };
  }

  /** Appends an operation to the log. `change` overrides envelope fields, for faults. */
  write(kind: OperationKind, aggregate: string, payload: object, change: Readonly<Record<string, unknown>> = {}): StoredOperation {
    const envelope = {
      opId: this.hall.newId(),
      terminalId: this.id,
      logId: this.logId,
      seq: this.log.length + 1,
      prevHash: this.log.at(-1)?.hash ?? GENESIS_HASH,
      kind,
      version: OPERATION_VERSIONS[kind],
      aggregate,
      at: this.stamp(),
      payload,
      ...change,
    };
    return this.writeBytes(JSON.stringify(envelope));
  }

  writeBytes(body: string): StoredOperation {
    const stored = { seq: this.log.length + 1, hash: createHash('sha256').update(body, 'utf8').digest('hex'), body };
    this.log.push(stored);
    return stored;
  }

  issued(ticketId: string, number: TicketNumber, change: IssuedChange = {}, envelope: Readonly<Record<string, unknown>> = {}): StoredOperation {
    const payload = {
      ticketId,
      visitId: ticketId,
      leg: 0,
      businessId: 'social',
      number,
      person: null,
      purpose: 'apply',
      cases: 1,
      party: 1,
      onBehalf: 'self',
      offline: number.origin !== 'bound',
      takenAt: this.stamp(),
      ...change,
    };
    return this.write('ticket.issued', `ticket:${ticketId}`, payload, envelope);
  }

  paper(ticketId: string, paper = 'printed'): StoredOperation {
    return this.write('ticket.paper', `ticket:${ticketId}`, { ticketId, paper, copy: 1, source: 'printer' });
  }

  cancelled(ticketId: string): StoredOperation {
    return this.write('ticket.cancelled', `ticket:${ticketId}`, { ticketId, reason: 'person-gave-up' });
  }

  /** Pushes these operations, or the whole log. */
  push(operations: readonly StoredOperation[] = this.log): Promise<BatchAnswer> {
    return this.hall.services.push(this.row, this.logId, this.sender(), operations);
  }

  bind(ticketId: string, change: Partial<BindRequest> = {}): Promise<BindAnswer> {
    return this.hall.services.bind(this.id, {
      ticketId,
      visitId: ticketId,
      businessId: 'social',
      person: null,
      purpose: 'apply',
      cases: 1,
      party: 1,
      onBehalf: 'self',
      takenAt: this.stamp(),
      clock: this.sender(),
      ...change,
    });
  }

  /** Binds, reports the ticket issued, and gives its id. */
  async take(change: Partial<BindRequest> = {}): Promise<string> {
    const ticketId = this.hall.newId();
    const answer = await this.bind(ticketId, change);
    if (answer.kind !== 'bound') throw new Error(answer.kind);
    const operation = this.issued(ticketId, answer.number, { businessId: change.businessId ?? 'social', person: change.person ?? null });
    await this.push([operation]);
    return ticketId;
  }

  window(windowId: string, command: WindowCommand, key = this.hall.newId()): Promise<WindowAnswer> {
    return this.hall.services.window(this.id, { windowId, key, command });
  }
}

export interface IssuedChange {
  readonly businessId?: string;
  readonly person?: PersonReference | null;
  readonly takenAt?: ClockStamp;
}

/** A number of today in the test hall. */
export function numberOf(series: string, number: number, origin: TicketNumber['origin'] = 'leased', businessDay = '2026-03-02'): TicketNumber {
  return { businessDay, series, number, origin };
}
