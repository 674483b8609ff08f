import { operationEnvelope, type OperationEnvelope, type StoredOperation } from '#contracts/sync/operation.ts';
import { GENESIS_HASH } from '#contracts/sync/operation.ts';
import type { Connection } from '../database/open-database.ts';
import { hashOf } from '../log/append.ts';
import { columnsOf, loadRows, selectAll, tableNames } from '../shadow/checkpoint.ts';
import { toShadow, type RowsEntry } from '../shadow/entry.ts';
import { putFactRows } from './fact-rows.ts';

/**
 * Rows of a damaged table that still decipher: read from its beginning until the first page that does not, then from its end. One damaged page costs
 * only what stands in it. @param where SQL that narrows it
 */
export function readableRows(damaged: Connection, table: string, where = ''): RowsEntry | null {
  try {
    const columns = columnsOf(damaged, table);
    const order = orderOf(damaged, table);
    const rows = new Map<string, RowsEntry['rows'][number]>();
    for (const direction of ['ASC', 'DESC'] as const) {
      try {
        const sql = `${selectAll(table, columns)} ${where} ORDER BY ${order.map((column) => `${column} ${direction}`).join(', ')}`;
        for (const row of damaged.prepare(sql).raw().iterate() as IterableIterator<unknown[]>) {
          const values = row.map(toShadow);
          const text = JSON.stringify(values);
          if (direction === 'DESC' && rows.has(text)) break;
          rows.set(text, values);
        }
      } catch {
        // From the other end as far as it goes.
      }
    }
    return { table, columns, rows: [...rows.values()] };
  } catch {
    return null;
  }
}

/** Everything readable of a file that nothing else is known of. */
export function salvageAll(damaged: Connection, into: Connection): void {
  const known = new Set(tableNames(into));
  let tables: string[];
  try {
    tables = tableNames(damaged);
  } catch {
    return;
  }
  for (const table of tables) {
    const entry = known.has(table) ? readableRows(damaged, table) : null;
    for (const row of entry?.rows ?? []) attempt(() => loadRows(into, { ...entry!, rows: [row] }));
  }
}

/**
 * Operations of the damaged file that are not in what was put back, each proven by its hash and the chain. Their rows are taken over where
 * they can be read, else made from the fact.
 * @param which `behind`: of the same log, above its end; `all`: wherever one is missing, also of another log, which then goes on behind the
 *   end: the new log of a rebuild gives every operation its place anew
 * @returns how many
 */
export function salvageOperations(damaged: Connection, into: Connection, which: 'behind' | 'all'): number {
  const logId = attempt(() => into.prepare('SELECT log_id FROM log_head').pluck().get() as string | undefined);
  const head = endOf(into);
  const entry = readableRows(damaged, 'operation', which === 'behind' ? `WHERE seq > ${head.seq}` : '');
  if (!entry) return 0;
  const column = (name: string): number => entry.columns.indexOf(name);
  const known = new Set(into.prepare('SELECT op_id FROM operation').pluck().all() as string[]);
  const safe = attempt(() => Number(into.prepare('SELECT safe FROM log_head').pluck().get() ?? 0)) ?? 0;
  const found = entry.rows
    .map((row) => ({ seq: row[column('seq')], opId: row[column('op_id')], hash: row[column('hash')], body: row[column('body')] }) as StoredOperation & { opId: string })
    .toSorted((a, b) => a.seq - b.seq);
  const hashAt = into.prepare('SELECT hash FROM operation WHERE seq = ?').pluck();
  const insert = into.prepare('INSERT INTO operation (seq, op_id, hash, body) VALUES (?, ?, ?, ?)');
  let before: End | null = null;
  let taken = 0;
  for (const operation of found) {
    const envelope = proven(operation);
    if (!envelope) continue;
    const same = logId === undefined || envelope.logId === logId;
    const neighbour: unknown = before?.seq === operation.seq - 1 ? before.hash : same ? (operation.seq - 1 === head.seq ? head.hash : hashAt.get(operation.seq - 1)) : undefined;
    // A neighbour must name the one before it; behind a gap the hash alone speaks.
    if (neighbour !== undefined && neighbour !== envelope.prevHash) continue;
    before = { seq: operation.seq, hash: operation.hash };
    if (known.has(operation.opId) || (same && operation.seq <= safe) || (!same && which === 'behind')) continue;
    const seq = same && hashAt.get(operation.seq) === undefined ? operation.seq : endOf(into).seq + 1;
    if (!attempt(() => insert.run(seq, operation.opId, operation.hash, operation.body))) continue;
    takeRows(damaged, into, envelope);
    taken += 1;
  }
  return taken;
}

interface End {
  readonly seq: number;
  readonly hash: string;
}

function endOf(connection: Connection): End {
  const last = attempt(() => connection.prepare('SELECT seq, hash FROM operation ORDER BY seq DESC LIMIT 1').get() as End | undefined);
  const base = attempt(() => connection.prepare('SELECT base_seq AS seq, base_hash AS hash FROM log_head').get() as End | undefined) ?? { seq: 0, hash: GENESIS_HASH };
  return last && last.seq > base.seq ? last : base;
}

/** What its own hash vouches for. */
function proven(operation: StoredOperation & { opId: string }): OperationEnvelope | null {
  if (typeof operation.body !== 'string' || hashOf(operation.body) !== operation.hash) return null;
  const read = attempt(() => operationEnvelope.parse(JSON.parse(operation.body)));
  return read && read.seq === operation.seq && read.opId === operation.opId ? read : null;
}

function takeRows(damaged: Connection, into: Connection, envelope: OperationEnvelope): void {
  attempt(() => putFactRows(into, envelope));
  const [kind, ticketId] = envelope.aggregate.split(':');
  if (kind !== 'ticket' || ticketId === undefined) return;
  const row = attempt(() => damaged.prepare('SELECT tap_id, copies, value FROM ticket WHERE ticket_id = ?').get(ticketId) as { tap_id: string; copies: number; value: string } | undefined);
  if (row) attempt(() => into.prepare('UPDATE ticket SET tap_id = ?, copies = ?, value = ? WHERE ticket_id = ?').run(row.tap_id, row.copies, row.value, ticketId));
}

function orderOf(connection: Connection, table: string): string[] {
  const withoutRowid = connection.prepare('SELECT wr FROM pragma_table_list(?)').pluck().get(table) === 1;
  if (!withoutRowid) return ['rowid'];
  return connection.prepare('SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0 ORDER BY pk').pluck().all(table) as string[];
}

/** Undefined when it cannot be done: what is damaged gives what it can. */
function attempt<Value>(run: () => Value): Value | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
