import { createHash } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import type { Business } from '#domain/hall/business.ts';
import type { PersonReference } from '#domain/ticket/ticket.ts';
import type { ClockStamp } from '#domain/time/stamp.ts';
import { GENESIS_HASH, OPERATION_VERSIONS, type OperationKind, type StoredOperation } from '#contracts/sync/operation.ts';
import type { HallServices } from '../hall-services.ts';
import type { TerminalRow } from '../store/rows.ts';
import type { TerminalKind } from '../store/values.ts';
import { secretHash } from '../terminals/enrolment.ts';

const BOOT = 'demonstration';

/** The demonstration's own terminal of this name, enrolled with a one-time code like any other when it is not yet. */
export async function houseTerminal(services: HallServices, random: Random, name: string, kind: TerminalKind): Promise<TerminalRow> {
  const { writer } = services.context;
  const find = async (): Promise<TerminalRow | undefined> => {
    const work = await writer.read((_work, round) => (round === 0 ? [{ query: 'all', table: 'terminal' }] : null));
    return [...work.table('terminal').all()].find((terminal) => terminal.name === name && terminal.kind === kind);
  };
  const present = await find();
  if (present) return present;
  const codeHash = secretHash(Buffer.from(random.bytes(16)).toString('hex'));
  await services.addEnrolmentCode({ codeHash, name, kind, validMs: 60_000 });
  const publicKey = Buffer.from(random.bytes(32)).toString('base64');
  const { answer } = await services.enrol({ codeHash, terminalName: name, kind, keyId: `${kind}-demonstration`, publicKey });
  if (answer.kind !== 'enrolled') throw new Error(`enrolling ${name}: ${answer.kind}`);
  return answer.terminal;
}

/** A kiosk without a machine: takes tickets by the same calls and facts as a real one. Its log is new at every start. */
export class HouseKiosk {
  readonly #terminal: TerminalRow;
  readonly #random: Random;
  readonly #logId: string;
  #seq = 0;
  #headHash = GENESIS_HASH;

  constructor(terminal: TerminalRow, clock: Clock, random: Random) {
    this.#terminal = terminal;
    this.#random = random;
    this.#logId = uuidV7(clock, random);
  }

  /** Somebody takes a ticket now, by the clock given. False when the business gives none. */
  async take(services: HallServices, clock: Clock, business: Business, person: PersonReference | null): Promise<boolean> {
    const ids = { ticketId: uuidV7(clock, this.#random), visitId: uuidV7(clock, this.#random) };
    const who = { person, purpose: 'apply', cases: 1, party: 1, onBehalf: 'self' } as const;
    const takenAt = stampOf(clock);
    const answer = await services.bind(this.#terminal.id, { ...ids, ...who, businessId: business.id, takenAt, clock: senderOf(clock) });
    if (answer.kind !== 'bound') return false;
    const { ticketId } = ids;
    const issued = { ...ids, ...who, leg: 0, businessId: business.id, number: answer.number, offline: false, takenAt };
    const operations = [
      this.#operation(clock, 'ticket.issued', ticketId, issued),
      this.#operation(clock, 'ticket.paper', ticketId, { ticketId, paper: 'printed', copy: 1, source: 'printer' }),
    ];
    const pushed = await services.push(this.#terminal, this.#logId, senderOf(clock), operations);
    return pushed.kind === 'taken';
  }

  #operation(clock: Clock, kind: OperationKind, ticketId: string, payload: object): StoredOperation {
    this.#seq += 1;
    const body = JSON.stringify({
      opId: uuidV7(clock, this.#random),
      terminalId: this.#terminal.id,
      logId: this.#logId,
      seq: this.#seq,
      prevHash: this.#headHash,
      kind,
      version: OPERATION_VERSIONS[kind],
      aggregate: `ticket:${ticketId}`,
      at: stampOf(clock),
      payload,
    });
    this.#headHash = createHash('sha256').update(body, 'utf8').digest('hex');
    return { seq: this.#seq, hash: this.#headHash, body };
  }
}

function stampOf(clock: Clock): ClockStamp {
  const wallMs = Math.floor(clock.now());
  return { wallMs, bootId: BOOT, monotonicMs: wallMs, lastServerMs: wallMs, trust: 'trusted' };
}

function senderOf(clock: Clock) {
  const wallMs = Math.floor(clock.now());
  return { bootId: BOOT, monotonicMs: wallMs, wallMs };
}
