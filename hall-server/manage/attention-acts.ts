import type { AttentionItem } from '#contracts/hall/manage-contract.ts';
import type { Act } from '../store/hall-writer.ts';
import type { WorkingSet } from '../store/working-set.ts';
import { isStateId } from './state-items.ts';

export interface Mark {
  readonly ids: readonly string[];
  readonly state: AttentionItem['mark']['state'];
  readonly note: string;
}

/** Marks items. Nothing is deleted; who marked what as what is in the audit. @returns how many there are */
export function markItems({ ids, state, note }: Mark, actor: string): Act<number> {
  const keysOf = (source: string) => ids.flatMap((id) => (id.startsWith(`${source}:`) ? [[id.slice(source.length + 1)]] : []));
  return {
    load: (_work, round) =>
      round === 0
        ? [
            { table: 'attention_mark', keys: ids.map((id) => [id]) },
            { table: 'parked_operation', keys: keysOf('parked') },
            { table: 'conflict', keys: keysOf('conflict') },
          ]
        : null,
    decide: (work, { nowMs, audit }) => {
      const known = ids.filter((id) => isThere(work, id));
      for (const id of known) work.table('attention_mark').put({ id, state, note, atMs: nowMs, actor });
      if (known.length > 0) audit({ actor, action: 'attention.marked', detail: { ids: known, state, note } });
      return known.length;
    },
  };
}

function isThere(work: WorkingSet, id: string): boolean {
  if (id.startsWith('parked:')) return work.table('parked_operation').has(id.slice('parked:'.length));
  if (id.startsWith('conflict:')) return work.table('conflict').has(id.slice('conflict:'.length));
  return isStateId(id);
}

/** Only an entry in the audit: somebody came, went, or took a copy. */
export function noteInAudit(actor: string, action: string, detail: Readonly<Record<string, unknown>>): Act<void> {
  return { load: (_work, round) => (round === 0 ? [] : null), decide: (_work, { audit }) => audit({ actor, action, detail }) };
}
