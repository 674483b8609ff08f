import { pooledRandom } from '#kernel/pooled-random.ts';
import { secureRandom } from '#kernel/random.ts';
import { realClock } from '#kernel/real-clock.ts';
import { unwrap } from '#kernel/result.ts';
import type { StoredOperation } from '#contracts/sync/operation.ts';
import { configure } from '#hall-server/catalogue/configure.ts';
import { DEMONSTRATION_CONFIG } from '#hall-server/demonstration/catalogue.ts';
import { openHall, type OpenedHall } from '#hall-server/open-hall.ts';
import type { HallStore } from '#hall-server/store/hall-store.ts';
import type { TerminalRow } from '#hall-server/store/rows.ts';
import { connectionOf } from '#hall-server/store/sqlite/open-database.ts';
import { secretHash } from '#hall-server/terminals/enrolment.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';

/** The hall without a network in this process, on a database that can be given a long past. */
export class LoneHall {
  readonly #folder: string;
  readonly #hall: OpenedHall;
  terminal!: TerminalRow;

  constructor(folder: string) {
    this.#folder = folder;
    this.#hall = unwrap(openHall({ dataFolder: folder, clock: realClock, random: pooledRandom(secureRandom), config: DEMONSTRATION_CONFIG }));
  }

  get hallId(): string {
    return this.#hall.services.context.hallId;
  }

  get store(): HallStore {
    return this.#hall.services.context.writer.store;
  }

  /** As many events, finished tickets of an earlier day, numbers and feed entries. */
  fill(rows: number): void {
    const id = "printf('00000000-0000-7000-8000-%012x', i)";
    connectionOf(this.#folder)!.exec(`
      BEGIN;
      CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) SELECT i FROM n;
      INSERT INTO event (id, aggregate, kind, at_ms, applied_at_ms, actor, op_id, log_id, seq, op_hash, detail)
        SELECT ${id}, 'ticket:' || ${id}, 'ticket.issued', i, i, 'filler', ${id}, 'filler', i, printf('%064x', i), '{}' FROM n;
      INSERT INTO ticket (id, visit_id, leg, business_id, number, state, paper, person, purpose, cases, party, on_behalf, offline, taken_at, window_id, version,
          terminal_id, business_day, person_digest, waiting_since_ms, issued_at_ms, called_at_ms, calls, revision)
        SELECT ${id}, ${id}, 0, 'tax', NULL, 'finished', 'printed', NULL, 'apply', 1, 1, 'self', 1, '{}', NULL, 1, 'filler', '2020-01-01', NULL, i, i, i, 1, i FROM n;
      INSERT INTO number_ledger (hall_id, business_day, series, number, fate, ticket_id, lease_id)
        SELECT '${this.hallId}', '2020-01-01', 'X', i, 'used', ${id}, NULL FROM n;
      INSERT INTO feed (revision, entity, entity_id, scope_before, scope_after, value) SELECT i, 'ticket', ${id}, '["hall"]', '["hall"]', '{}' FROM n;
      UPDATE hall_head SET revision = ${rows};
      DROP TABLE n;
      COMMIT;
    `);
  }

  /** Sets the catalogue up and enrols the one kiosk. */
  async enrol(): Promise<void> {
    const { services } = this.#hall;
    await services.context.writer.run(configure(DEMONSTRATION_CONFIG.catalogue));
    const codeHash = secretHash('bench');
    await services.addEnrolmentCode({ codeHash, name: 'K', kind: 'kiosk', validMs: 60_000 });
    const { answer } = await services.enrol({ codeHash, terminalName: 'K', kind: 'kiosk', keyId: 'bench', publicKey: 'AAAA' });
    if (answer.kind !== 'enrolled') throw new Error(answer.kind);
    this.terminal = answer.terminal;
  }

  /** @param firstSeq where the log begins: what lies before counts as applied long ago */
  async push(logId: string, firstSeq: number, operations: readonly StoredOperation[]): Promise<{ readonly applied: number }> {
    if (operations[0]?.seq === firstSeq && firstSeq > 1) this.#place(logId, operations[0]);
    const clock = { bootId: readBootId(), monotonicMs: machineClock.monotonic(), wallMs: Math.round(machineClock.now()) };
    const answer = await this.#hall.services.push(this.terminal, logId, clock, operations);
    if (answer.kind !== 'taken' || answer.parked.length > 0) throw new Error(JSON.stringify(answer));
    return answer;
  }

  close(): Promise<void> {
    return this.#hall.close();
  }

  #place(logId: string, first: StoredOperation): void {
    const { prevHash } = JSON.parse(first.body) as { readonly prevHash: string };
    connectionOf(this.#folder)!
      .prepare('INSERT INTO log_cursor (terminal_id, log_id, seq, head_hash, safe_seq) VALUES (?, ?, ?, ?, 0)')
      .run(this.terminal.id, logId, first.seq - 1, prevHash);
  }
}
