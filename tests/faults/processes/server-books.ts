import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { numberLabel, type TicketNumber } from '#domain/ticket/number.ts';
import { openDatabase, type Connection } from '#hall-server/store/sqlite/open-database.ts';
import { fastFolder } from '../kit/folders.ts';
import type { Promises } from './promises.ts';

/** The hall's database as a start of the server finds it, opened by the product in a copy: the server itself never sees this look. */
export class ServerBooks implements Disposable {
  readonly #folder: string;
  readonly #database: Connection;

  /** @throws Error when the server could not open it either */
  constructor(hallFolder: string) {
    this.#folder = mkdtempSync(path.join(fastFolder(), 'yichuang-books-'));
    for (const entry of readdirSync(hallFolder, { withFileTypes: true })) {
      if (entry.isFile()) copyFileSync(path.join(hallFolder, entry.name), path.join(this.#folder, entry.name));
    }
    const opened = openDatabase(this.#folder);
    if (!opened.ok) rmSync(this.#folder, { recursive: true, force: true });
    if (!opened.ok) throw new Error(`the hall's database cannot be opened: ${JSON.stringify(opened.error)}`);
    this.#database = opened.value;
  }

  [Symbol.dispose](): void {
    this.#database.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What the server answered to this terminal and does not hold: one sentence each. */
  brokenWord(terminalId: string, { applied, bound }: Promises): readonly string[] {
    const cursor = this.#database.prepare('SELECT seq FROM log_cursor WHERE terminal_id = ? AND log_id = ?').pluck();
    const fate = this.#database.prepare('SELECT ticket_id FROM number_ledger WHERE business_day = ? AND series = ? AND number = ?').pluck();
    const behind = [...applied].flatMap(([logId, seq]) => {
      const found = (cursor.get(terminalId, logId) as number | undefined) ?? 0;
      return found < seq ? [`the server said it applied ${seq} of ${logId}, and stands at ${found}`] : [];
    });
    const unbound = [...bound].flatMap(([ticketId, number]) => {
      const found = fate.get(number.businessDay, number.series, number.number) as string | null | undefined;
      return found === ticketId ? [] : [`the server said it bound ${numberLabel(number)} to ${ticketId}, and has ${found ?? 'nobody'}`];
    });
    return [...behind, ...unbound];
  }

  /** Faults in the order of events, in uniqueness and in the file itself; one sentence each. */
  faults(): readonly string[] {
    const list = (sql: string): readonly string[] => this.#database.prepare(sql).pluck().all() as string[];
    const integrity = String(this.#database.pragma('integrity_check', { simple: true }));
    return [
      ...(integrity === 'ok' ? [] : [`integrity_check: ${integrity}`]),
      ...list(`SELECT 'operation ' || op_id || ' was applied ' || count(*) || ' times' FROM event WHERE op_id IS NOT NULL GROUP BY op_id HAVING count(*) > 1`),
      ...list(
        `SELECT 'operation ' || seq || ' of ' || log_id || ' was applied after ' || before
         FROM (SELECT log_id, seq, lag(seq) OVER (PARTITION BY log_id ORDER BY rowid) AS before FROM event WHERE log_id IS NOT NULL) WHERE seq <= before`,
      ),
      ...list(
        `SELECT 'the cursor of ' || c.log_id || ' stands at ' || c.seq || ', and there are ' || count(e.seq) || ' events'
         FROM log_cursor c LEFT JOIN event e ON e.log_id = c.log_id GROUP BY c.log_id, c.seq HAVING count(e.seq) <> c.seq`,
      ),
      ...list(
        `SELECT 'number ' || number || ' stands on ' || count(*) || ' tickets' FROM ticket WHERE json_extract(number, '$.number') IS NOT NULL
         GROUP BY json_extract(number, '$.businessDay'), json_extract(number, '$.series'), json_extract(number, '$.number') HAVING count(*) > 1`,
      ),
      // After a power cut a kiosk's second record may have to be begun anew; with the first one whole nothing is missing.
      ...list(
        `SELECT 'conflict ' || kind || ' of ' || aggregate || ': ' || detail FROM conflict
         WHERE NOT (kind = 'store-recovered' AND json_extract(detail, '$.kind') = 'shadow-renewed' AND json_extract(detail, '$.whole'))`,
      ),
      ...list(`SELECT 'operation ' || op_id || ' is parked: ' || reason FROM parked_operation`),
    ];
  }

  /** How often kiosks had to begin their second record anew. */
  get shadowsRenewed(): number {
    return this.#database.prepare("SELECT count(*) FROM conflict WHERE kind = 'store-recovered' AND json_extract(detail, '$.kind') = 'shadow-renewed'").pluck().get() as number;
  }

  /** Of the tickets promised at a terminal, what the server has otherwise or not at all. */
  missing({ tickets }: Promises): readonly string[] {
    const find = this.#database.prepare('SELECT number, paper, state FROM ticket WHERE id = ?');
    return [...tickets.values()].flatMap(({ ticketId, number, printed }) => {
      const row = find.get(ticketId) as { readonly number: string | null; readonly paper: string; readonly state: string } | undefined;
      const found = row?.number == null ? null : (JSON.parse(row.number) as TicketNumber);
      if (!row || !found || numberLabel(found) !== numberLabel(number) || found.businessDay !== number.businessDay || row.state !== 'waiting') {
        return [`${numberLabel(number)} (${ticketId}) was given to a person; the server has ${row ? `${row.state} ${row.number}` : 'nothing'}`];
      }
      return printed && row.paper !== 'printed' ? [`${numberLabel(number)} was printed; the server says ${row.paper}`] : [];
    });
  }

  /** Tickets of a terminal with a number that reached people. */
  issuedBy(terminalId: string): number {
    return this.#database.prepare("SELECT count(*) FROM ticket WHERE terminal_id = ? AND state = 'waiting'").pluck().get(terminalId) as number;
  }
}
