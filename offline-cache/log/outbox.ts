import { GENESIS_HASH, operationEnvelope, operationPayloads, type OperationKind, type StoredOperation } from '#contracts/sync/operation.ts';
import type { EngineContext, LogHead } from '../engine/context.ts';
import type { OutboxHead } from '../store-api.ts';
import { StoreFailure } from '../store-failure.ts';
import { hashOf, INSERT_OPERATION } from './append.ts';
import { rechained, type HeldOperation } from './rechain.ts';

/** The contract's bound on a batch; usually it is cut by bytes long before. */
const MOST_ROWS = 2000;

const DROP_SAFE = 'DELETE FROM operation WHERE seq <= ? AND op_id NOT IN (SELECT op_id FROM parked)';

interface ParkedFact {
  readonly opId: string;
  readonly reason: string;
}

export function outboxHead({ memory: { head, machine } }: Pick<EngineContext, 'memory'>): OutboxHead {
  const { logId, seq, hash, applied, safe, parked } = head;
  // Everything after `safe` is held; rows kept behind it are parked ones, which are not sent again.
  return { logId, seq, headHash: hash, applied, safe, pending: seq - applied, parked, heldFrom: safe + 1, machine };
}

/** The log in the tables; made when there is none. */
export function loadHead(context: Pick<EngineContext, 'row' | 'run'>, newLogId: () => string): LogHead {
  context.run(
    'INSERT INTO log_head (id, log_id, base_seq, base_hash, applied, safe, parked) VALUES (1, ?, 0, ?, 0, 0, 0) ON CONFLICT DO NOTHING',
    newLogId(), GENESIS_HASH,
  );
  const base = context.row<LogHead>('SELECT log_id AS logId, base_seq AS seq, base_hash AS hash, applied, safe, parked FROM log_head')!;
  const last = context.row<{ seq: number; hash: string }>('SELECT seq, hash FROM operation ORDER BY seq DESC LIMIT 1');
  return last && last.seq > base.seq ? { ...base, ...last } : base;
}

/** Contiguous operations after `seq`; each is checked against its hash, its chain and the contract before it may leave. */
export function operationsAfter(context: EngineContext, seq: number, maxBytes: number): StoredOperation[] {
  const found: StoredOperation[] = [];
  let bytes = 0;
  // Row by row: what does not fit the batch is not read.
  const rows = context.sql('SELECT seq, hash, body FROM operation WHERE seq > ? ORDER BY seq LIMIT ?').iterate(seq, MOST_ROWS);
  for (const row of rows as IterableIterator<StoredOperation>) {
    const before = found.at(-1);
    if (before && row.seq !== before.seq + 1) break;
    bytes += Buffer.byteLength(row.body);
    if (before && bytes > maxBytes) break;
    check(row, before);
    found.push(row);
  }
  return found;
}

function check(row: StoredOperation, before: StoredOperation | undefined): void {
  const damaged = (what: string): StoreFailure => new StoreFailure('damaged', `operation ${row.seq}: ${what}`);
  if (hashOf(row.body) !== row.hash) throw damaged('the body does not fit its hash');
  const envelope = operationEnvelope.safeParse(JSON.parse(row.body));
  if (!envelope.success || envelope.data.seq !== row.seq) throw damaged('the envelope cannot be read');
  if (before && envelope.data.prevHash !== before.hash) throw damaged('the chain is broken');
  const schema = operationPayloads[envelope.data.kind as OperationKind];
  if (!schema.safeParse(envelope.data.payload).success) throw damaged('the payload cannot be read');
}

/**
 * Moves the marks, never back and never past the head, and drops what is safe; parked rows stay.
 * @param logId the log the word is about; about another one it is not heeded
 * @throws StoreFailure malformed
 */
export function acknowledge(context: EngineContext, applied: number, safe: number, logId?: string): OutboxHead {
  if (!Number.isSafeInteger(applied) || !Number.isSafeInteger(safe)) throw new StoreFailure('malformed', `acknowledged ${applied}, safe ${safe}`);
  const { head } = context.memory;
  if (isOther(head, logId)) return outboxHead(context);
  const appliedNow = Math.min(Math.max(head.applied, applied), head.seq);
  const safeNow = Math.min(Math.max(head.safe, safe), appliedNow);
  if (appliedNow === head.applied && safeNow === head.safe) return outboxHead(context);
  if (safeNow > head.safe) context.run(DROP_SAFE, safeNow);
  return writeHead(context, { ...head, applied: appliedNow, safe: safeNow });
}

/** @param logId as with `acknowledge` */
export function noteParked(context: EngineContext, parked: readonly ParkedFact[], logId?: string): void {
  const { head } = context.memory;
  if (isOther(head, logId)) return;
  const added = insertParked(context, parked);
  if (added > 0) writeHead(context, { ...head, parked: head.parked + added });
}

/**
 * The server's whole list of what is parked of this terminal: what a lost answer kept from us is added, what staff have settled is forgotten
 * and its operation goes when it is safe. A fact behind `through` the server has not seen yet, so that its silence says nothing.
 * @param through the server's cursor in the log
 */
export function settleParked(context: EngineContext, logId: string, through: number, parked: readonly ParkedFact[]): void {
  const { head } = context.memory;
  if (isOther(head, logId)) return;
  const still = new Set(parked.map(({ opId }) => opId));
  const known = context.rows<{ opId: string; seq: number | null }>('SELECT parked.op_id AS opId, operation.seq FROM parked LEFT JOIN operation ON operation.op_id = parked.op_id');
  const settled = known.filter(({ opId, seq }) => !still.has(opId) && (seq ?? 0) <= through);
  for (const { opId } of settled) context.run('DELETE FROM parked WHERE op_id = ?', opId);
  const added = insertParked(context, parked);
  if (settled.length > 0) context.run(DROP_SAFE, head.safe);
  if (settled.length + added > 0) writeHead(context, { ...head, parked: head.parked + added - settled.length });
}

function insertParked(context: EngineContext, parked: readonly ParkedFact[]): number {
  let added = 0;
  for (const { opId, reason } of parked) {
    added += context.run('INSERT INTO parked (op_id, reason) VALUES (?, ?) ON CONFLICT DO NOTHING', opId, reason);
  }
  return added;
}

function isOther(head: LogHead, logId: string | undefined): boolean {
  return logId !== undefined && logId !== head.logId;
}

/**
 * A new log: everything still held is chained anew in its order with its opId, so that the server recognises what it
 * has. Held operations that were applied go along, since a server that forked may have lost them.
 */
export function startNewLog(context: EngineContext, terminalId: string | null = null): OutboxHead {
  const held = context.rows<HeldOperation>('SELECT op_id AS opId, hash, body FROM operation ORDER BY seq');
  context.run('DELETE FROM operation');
  const { parked } = context.memory.head;
  const logId = context.newId();
  writeHead(context, { logId, seq: 0, hash: GENESIS_HASH, applied: 0, safe: 0, parked });
  let seq = 0;
  let prevHash = GENESIS_HASH;
  for (const operation of held) {
    seq += 1;
    const body = rechained(operation, { logId, seq, prevHash, terminalId });
    prevHash = hashOf(body);
    context.run(INSERT_OPERATION, seq, operation.opId, prevHash, body);
    context.passed('operation-written');
  }
  context.memory = { ...context.memory, head: { ...context.memory.head, seq, hash: prevHash } };
  return outboxHead(context);
}

function writeHead(context: EngineContext, head: LogHead): OutboxHead {
  context.run(
    'UPDATE log_head SET log_id = ?, base_seq = ?, base_hash = ?, applied = ?, safe = ?, parked = ?',
    head.logId, head.seq, head.hash, head.applied, head.safe, head.parked,
  );
  context.memory = { ...context.memory, head };
  return outboxHead(context);
}
