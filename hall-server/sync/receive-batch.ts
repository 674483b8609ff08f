import { createHash } from 'node:crypto';
import { GENESIS_HASH, type StoredOperation } from '#contracts/sync/operation.ts';
import type { HallContext } from '../hall-context.ts';
import type { Selector } from '../store/hall-store.ts';
import type { Act, Deciding } from '../store/hall-writer.ts';
import type { CursorRow, ParkedRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';
import { applyOperation, neededRows } from './apply-operation.ts';
import type { Receipt } from './applying.ts';
import { checkBatch, type BatchItem } from './check-batch.ts';
import { readOperation, type OperationRegistry, type ReadOperation } from './read-operation.ts';
import { advanceSafe } from './safe-mark.ts';

export interface Batch {
  readonly receipt: Omit<Receipt, 'serverMs'>;
  readonly operations: readonly StoredOperation[];
}

export type BatchAnswer =
  | {
      readonly kind: 'taken';
      readonly applied: number;
      readonly safe: number;
      readonly headHash: string;
      readonly parked: readonly Pick<ParkedRow, 'opId' | 'seq' | 'reason'>[];
      readonly serverMs: number;
    }
  | { readonly kind: 'gap' | 'forked'; readonly seq: number; readonly headHash: string };

interface Item extends BatchItem {
  readonly stored: StoredOperation;
  readonly read: ReadOperation;
}

/** Applies a batch and moves the log's cursor in one commit; a batch that does not fit changes nothing. */
export function receiveBatch(context: HallContext, batch: Batch, registry: OperationRegistry): Act<BatchAnswer> {
  const { receipt } = batch;
  const items = batch.operations.map((stored): Item => {
    const read = readOperation(stored, receipt, registry);
    return { stored, read, seq: stored.seq, hash: stored.hash, actualHash: sha256(stored.body), prevHash: read.prevHash };
  });
  return {
    load: (_work, round) => (round === 0 ? selectorsFor(context.hallId, receipt, items) : null),
    decide: (work, deciding) => {
      const cursors = work.table('log_cursor');
      const cursor: CursorRow = cursors.get(receipt.terminalId, receipt.logId) ?? {
        terminalId: receipt.terminalId,
        logId: receipt.logId,
        seq: 0,
        headHash: GENESIS_HASH,
        safeSeq: 0,
      };
      const verdict = checkBatch(cursor, items, knownHashes(work, receipt.logId));
      if (verdict.kind !== 'fits') return { kind: verdict.kind, seq: cursor.seq, headHash: cursor.headHash };
      const timed: Receipt = { ...receipt, serverMs: deciding.nowMs };
      for (const item of verdict.fresh) receive(work, deciding, timed, item);
      const last = verdict.fresh.at(-1);
      const moved = last ? { ...cursor, seq: last.seq, headHash: last.hash } : cursor;
      const next = advanceSafe(work, moved, context.steady.now(), context.settings.safeRetentionMs);
      if (next !== cursor) cursors.put(next);
      return {
        kind: 'taken',
        applied: next.seq,
        safe: next.safeSeq,
        headHash: next.headHash,
        parked: parkedAmong(work, receipt.logId, items),
        serverMs: deciding.nowMs,
      };
    },
  };
}

function receive(work: WorkingSet, deciding: Deciding, receipt: Receipt, { stored, read, hash }: Item): void {
  const parked = work.table('parked_operation');
  const park = (opId: string, aggregate: string, reason: ParkedRow['reason'], detail: string): void =>
    parked.put({
      opId,
      terminalId: receipt.terminalId,
      logId: receipt.logId,
      seq: stored.seq,
      aggregate,
      reason,
      detail,
      hash,
      body: stored.body,
      parkedAt: work.head.version,
      serverMs: receipt.serverMs,
      bootId: receipt.bootId,
      monotonicMs: receipt.monotonicMs,
    });
  if (read.kind === 'unreadable') {
    if (!parked.has(read.opId)) park(read.opId, read.aggregate, read.reason, read.detail);
    return;
  }
  const { operation } = read;
  // Seen before in another log of this terminal: applied once, or parked once.
  if (isApplied(work, operation.opId) || parked.has(operation.opId)) return;
  if (hasParked(work, operation.aggregate)) {
    park(operation.opId, operation.aggregate, 'waiting', 'an earlier operation of this aggregate is parked');
    return;
  }
  const outcome = applyOperation({ work, deciding, receipt, operation, hash });
  if (outcome.kind === 'unauthorised') park(operation.opId, operation.aggregate, 'unauthorised', outcome.detail);
}

export function isApplied(work: WorkingSet, opId: string): boolean {
  return work.table('event').by('operation', (event) => event.opId, opId).length > 0;
}

function hasParked(work: WorkingSet, aggregate: string): boolean {
  return work.table('parked_operation').by('aggregate', (row) => row.aggregate, aggregate).length > 0;
}

function knownHashes(work: WorkingSet, logId: string): (seq: number) => string | undefined {
  const hashes = new Map<number, string>();
  for (const event of work.table('event').all()) if (event.logId === logId && event.seq !== null && event.opHash !== null) hashes.set(event.seq, event.opHash);
  for (const row of work.table('parked_operation').all()) if (row.logId === logId) hashes.set(row.seq, row.hash);
  return (seq) => hashes.get(seq);
}

function parkedAmong(work: WorkingSet, logId: string, items: readonly Item[]): Pick<ParkedRow, 'opId' | 'seq' | 'reason'>[] {
  const seqs = new Set(items.map(({ seq }) => seq));
  return [...work.table('parked_operation').all()]
    .filter((row) => row.logId === logId && seqs.has(row.seq))
    .map(({ opId, seq, reason }) => ({ opId, seq, reason }));
}

function selectorsFor(hallId: string, receipt: Batch['receipt'], items: readonly Item[]): readonly Selector[] {
  const operations = items.flatMap(({ read }) => (read.kind === 'operation' ? [read.operation] : []));
  const opIds = items.map(({ read }) => (read.kind === 'operation' ? read.operation.opId : read.opId));
  const { terminalId, logId } = receipt;
  const range = { fromSeq: items[0]?.seq ?? 0, toSeq: items.at(-1)?.seq ?? 0 };
  return [
    { table: 'log_cursor', keys: [[terminalId, logId]] },
    { table: 'terminal', keys: [[terminalId]] },
    { query: 'safe-mark', terminalId, logId, slice: Number.MAX_SAFE_INTEGER },
    { query: 'events-of-log', logId, ...range },
    { query: 'parked-of-log', logId, ...range },
    { query: 'events-of-operations', opIds },
    { table: 'parked_operation', keys: opIds.map((opId) => [opId]) },
    { query: 'parked-of-aggregates', aggregates: [...new Set(operations.map(({ aggregate }) => aggregate))] },
    ...neededRows(operations, hallId),
  ];
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
