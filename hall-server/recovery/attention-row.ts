import type { Deciding } from '../store/hall-writer.ts';
import type { WorkingSet } from '../store/working-set.ts';

/** What the server itself asks staff to look at; shown with the conflicts of the day. */
export type AttentionKind = 'restored' | 'recovery-ended' | 'other-machine' | 'gap';

export interface Attention {
  readonly kind: AttentionKind;
  readonly aggregate: string;
  readonly businessDay: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Puts a row into the conflicts, once per day for the same thing as far as the day's rows are loaded. */
export function noteAttention(work: WorkingSet, deciding: Deciding, { kind, aggregate, businessDay, detail }: Attention): void {
  const said = JSON.stringify(detail);
  for (const row of work.table('conflict').all()) if (row.kind === kind && row.aggregate === aggregate && JSON.stringify(row.detail) === said) return;
  work.table('conflict').put({ id: deciding.newId(), kind, aggregate, opId: '', atMs: deciding.nowMs, businessDay, detail });
}
