import type { HallContext } from '../hall-context.ts';
import type { Act, Deciding } from '../store/hall-writer.ts';
import type { ParkedRow, TerminalRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';
import { applyOperation, neededRows } from './apply-operation.ts';
import { readOperation, type OperationRegistry } from './read-operation.ts';
import { isApplied } from './receive-batch.ts';

export interface Replayed {
  readonly applied: number;
  readonly stillParked: number;
}

export interface ReplayChoice {
  /** These and whatever is parked on the same aggregates; null: all. */
  readonly opIds: ReadonlySet<string> | null;
  /** For the audit. */
  readonly actor: string;
}

export const REPLAY_ALL: ReplayChoice = { opIds: null, actor: 'server' };

/** Tries parked operations again, in the order they came and per aggregate in order; all of them after an upgrade. */
export function replayParked(context: HallContext, registry: OperationRegistry, { opIds, actor }: ReplayChoice = REPLAY_ALL): Act<Replayed> {
  const read = (row: ParkedRow) => readOperation({ seq: row.seq, hash: row.hash, body: row.body }, row, registry);
  return {
    load: (work, round) => {
      if (round === 0) return [{ query: 'parked' }, { query: 'all', table: 'terminal' }];
      if (round > 1) return null;
      const rows = [...work.table('parked_operation').all()];
      const operations = rows.map(read).flatMap((outcome) => (outcome.kind === 'operation' ? [outcome.operation] : []));
      return [
        { query: 'events-of-operations', opIds: rows.map(({ opId }) => opId) },
        { table: 'terminal', keys: rows.map(({ terminalId }) => [terminalId]) },
        ...neededRows(operations, context.hallId),
      ];
    },
    decide: (work, deciding) => {
      const blocked = new Set<string>();
      let applied = 0;
      let stillParked = 0;
      for (const row of chosen(inOrder(work), opIds)) {
        const done = !blocked.has(row.aggregate) && replay(work, deciding, row, read(row));
        if (done) {
          work.table('parked_operation').delete(row.opId);
          applied += 1;
        } else {
          if (row.aggregate !== '') blocked.add(row.aggregate);
          stillParked += 1;
        }
      }
      if (applied > 0 || opIds !== null) deciding.audit({ actor, action: 'parked.replayed', detail: { applied, stillParked, ...(opIds && { opIds: [...opIds] }) } });
      return { applied, stillParked };
    },
  };
}

function replay(work: WorkingSet, deciding: Deciding, row: ParkedRow, outcome: ReturnType<typeof readOperation>): boolean {
  const terminal: TerminalRow | undefined = work.table('terminal').get(row.terminalId);
  if (outcome.kind !== 'operation' || !terminal) return false;
  const { operation } = outcome;
  if (isApplied(work, operation.opId)) return true;
  const receipt = {
    terminalId: row.terminalId,
    terminalName: terminal.name,
    terminalKind: terminal.kind,
    logId: row.logId,
    serverMs: row.serverMs,
    bootId: row.bootId,
    monotonicMs: row.monotonicMs,
  };
  return applyOperation({ work, deciding, receipt, operation, hash: row.hash }).kind === 'applied';
}

/** What waits behind a chosen one is tried with it: it has no other reason to be here. */
function chosen(rows: readonly ParkedRow[], opIds: ReadonlySet<string> | null): readonly ParkedRow[] {
  if (opIds === null) return rows;
  const aggregates = new Set(rows.flatMap(({ opId, aggregate }) => (opIds.has(opId) && aggregate !== '' ? [aggregate] : [])));
  return rows.filter(({ opId, aggregate }) => opIds.has(opId) || aggregates.has(aggregate));
}

function inOrder(work: WorkingSet): ParkedRow[] {
  return [...work.table('parked_operation').all()].toSorted((a, b) => a.parkedAt - b.parkedAt || a.seq - b.seq);
}
