import { unwrap } from '#kernel/result.ts';
import { openDatabase } from '#hall-server/store/sqlite/open-database.ts';
import type { ServerState } from '../kit/final-state.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** The server's books straight from its file: the checker asks the tables, not the code it checks. */
export function readBooks(folder: string): ServerState {
  const database = unwrap(openDatabase(folder));
  try {
    const all = (sql: string): readonly Row[] => database.prepare(sql).all() as Row[];
    const [head] = all('SELECT incarnation, revision, business_day AS businessDay FROM hall_head');
    return {
      ...(head as unknown as Pick<ServerState, 'incarnation' | 'revision' | 'businessDay'>),
      events: parsed(all('SELECT aggregate, kind, actor, op_id AS opId, log_id AS logId, seq, at_ms AS atMs, applied_at_ms AS appliedAtMs, detail FROM event ORDER BY rowid')) as ServerState['events'],
      tickets: all(
        `SELECT id, terminal_id AS terminalId, business_day AS businessDay, number, state, paper, issued_at_ms AS issuedAtMs, person_digest AS digest,
         business_id AS businessId, waiting_since_ms AS waitingSinceMs FROM ticket ORDER BY id`,
      ).map(({ number, issuedAtMs, ...row }) => ({ ...row, label: labelOf(number as string | null), issued: issuedAtMs !== null })) as unknown as ServerState['tickets'],
      conflicts: parsed(all('SELECT kind, aggregate, detail FROM conflict ORDER BY rowid')) as ServerState['conflicts'],
      parked: all('SELECT op_id AS opId, aggregate, reason, terminal_id AS terminalId FROM parked_operation ORDER BY rowid') as unknown as ServerState['parked'],
      cursors: all('SELECT terminal_id AS terminalId, log_id AS logId, seq, safe_seq AS safe FROM log_cursor ORDER BY rowid') as unknown as ServerState['cursors'],
      terminals: all('SELECT id, name FROM terminal ORDER BY rowid') as unknown as ServerState['terminals'],
    };
  } finally {
    database.close();
  }
}

function parsed(rows: readonly Row[]): readonly object[] {
  return rows.map((row) => ({ ...row, detail: JSON.parse(row['detail'] as string) as unknown }));
}

/** day series number */
export function labelOf(number: string | null): string {
  if (number === null) return '';
  const { businessDay, series, number: value } = JSON.parse(number) as { businessDay: string; series: string; number: number };
  return `${businessDay} ${series} ${value}`;
}
