import { auditHash } from '../store/audit.ts';
import type { HallHead } from '../store/rows.ts';
import type { Connection } from '../store/sqlite/open-database.ts';
import { CODECS } from '../store/sqlite/row-codec.ts';
import { tableCounts } from '../store/sqlite/table-counts.ts';

/** What a whole look at a hall's database finds. Takes seconds on a large one: never on the server's own thread. */
export interface Inspection {
  readonly schema: number;
  readonly head: HallHead;
  readonly counts: Readonly<Record<string, number>>;
  readonly cursors: readonly LogMark[];
  /** Tickets that were issued, and by state what became of them; all days. */
  readonly issued: number;
  readonly byState: Readonly<Record<string, number>>;
  /** What is wrong, one sentence each; empty for a sound database. */
  readonly problems: readonly string[];
}

export interface LogMark {
  readonly terminalId: string;
  readonly logId: string;
  readonly seq: number;
  readonly headHash: string;
}

export function inspectDatabase(database: Connection): Inspection {
  const count = (sql: string): number => database.prepare(sql).pluck().get() as number;
  const head = CODECS.hall_head.row(database.prepare("SELECT * FROM hall_head WHERE id = 'head'").get() as Record<string, unknown>);
  const grouped = database.prepare('SELECT state, COUNT(*) FROM ticket WHERE issued_at_ms IS NOT NULL GROUP BY state').raw().all() as [string, number][];
  const issued = count("SELECT COUNT(DISTINCT aggregate) FROM event WHERE kind = 'ticket.issued'");
  const byState = Object.fromEntries(grouped);
  const problems = [
    ...pages(database),
    ...auditChain(database, head),
    ...repeated(count("SELECT COUNT(op_id) - COUNT(DISTINCT op_id) FROM event"), (n) => `有 ${n} 笔操作应用了两次`),
    ...repeated(count('SELECT COUNT(*) FROM log_cursor c JOIN event e ON e.log_id = c.log_id AND e.seq > c.seq'), (n) => `有 ${n} 笔操作在游标之后`),
    ...repeated(
      count('SELECT COUNT(*) FROM log_cursor c JOIN event e ON e.log_id = c.log_id AND e.seq = c.seq WHERE e.op_hash <> c.head_hash'),
      (n) => `有 ${n} 个日志的游标与最后一笔操作不符`,
    ),
    ...reconciled(database, issued, Object.values(byState).reduce((sum, one) => sum + one, 0)),
    ...counters(database),
  ];
  return {
    schema: count('SELECT MAX(version) FROM schema_version'),
    head,
    counts: tableCounts(database),
    cursors: database.prepare('SELECT terminal_id AS terminalId, log_id AS logId, seq, head_hash AS headHash FROM log_cursor ORDER BY 1, 2').all() as LogMark[],
    issued,
    byState,
    problems,
  };
}

function pages(database: Connection): string[] {
  const found = database.pragma('integrity_check(5)') as { integrity_check: string }[];
  return found.map((row) => row.integrity_check.replaceAll(/\s*\n\s*/g, ' ')).filter((line) => line !== 'ok').map((line) => `数据库结构：${line}`);
}

interface StoredEntry {
  readonly seq: number;
  readonly at_ms: number;
  readonly actor: string;
  readonly action: string;
  readonly digest: string;
  readonly hash: string;
}

function auditChain(database: Connection, head: HallHead): string[] {
  let [before, seq] = ['0'.repeat(64), 0];
  for (const row of database.prepare('SELECT * FROM audit_entry ORDER BY seq').iterate() as IterableIterator<StoredEntry>) {
    seq += 1;
    const hash = auditHash(before, row.seq, { atMs: row.at_ms, actor: row.actor, action: row.action }, row.digest);
    if (row.seq !== seq || row.hash !== hash) return [`审计链在第 ${seq} 条断开`];
    before = hash;
  }
  return seq === head.auditSeq && before === head.auditHash ? [] : [`审计链到第 ${seq} 条，应到第 ${head.auditSeq} 条`];
}

/** 发出 = 各状态之和; every issued ticket holds its number in the books, unless staff were shown that two papers carry it. */
function reconciled(database: Connection, issued: number, sum: number): string[] {
  const count = (sql: string): number => database.prepare(sql).pluck().get() as number;
  const without = count(
    `SELECT COUNT(*) FROM ticket WHERE issued_at_ms IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM number_ledger l WHERE l.ticket_id = ticket.id AND l.fate = 'used')
     AND NOT EXISTS (SELECT 1 FROM conflict WHERE conflict.kind = 'duplicate-number' AND conflict.aggregate = 'ticket:' || ticket.id)`,
  );
  return [
    ...(issued === sum ? [] : [`发出 ${issued} 张号票，各状态之和是 ${sum} 张`]),
    ...repeated(without, (n) => `有 ${n} 张号票的号码不在号码账里`),
  ];
}

function counters(database: Connection): string[] {
  const stored = new Map(database.prepare('SELECT name, value FROM counter WHERE value <> 0').raw().all() as [string, number][]);
  const counted = new Map(
    database
      .prepare(
        `SELECT 'parked', COUNT(*) FROM parked_operation
         UNION ALL SELECT 'conflicts ' || business_day, COUNT(*) FROM conflict GROUP BY business_day
         UNION ALL SELECT 'tickets ' || business_day || ' ' || state, COUNT(*) FROM ticket GROUP BY business_day, state
         UNION ALL SELECT 'waiting ' || business_id, COUNT(*) FROM ticket WHERE state = 'waiting' GROUP BY business_id`,
      )
      .raw()
      .all() as [string, number][],
  );
  return [...new Set([...stored.keys(), ...counted.keys()])].flatMap((name) => {
    const [kept, found] = [stored.get(name) ?? 0, counted.get(name) ?? 0];
    return kept === found ? [] : [`计数「${name}」记 ${kept}，实有 ${found}`];
  });
}

function repeated(n: number, say: (n: number) => string): string[] {
  return n === 0 ? [] : [say(n)];
}
