import type { AttentionItem } from '#contracts/hall/manage-contract.ts';
import type { Act } from '../store/hall-writer.ts';
import type { Selector } from '../store/hall-store.ts';
import { isStateId } from './state-items.ts';

export interface Mark {
  readonly id: string;
  readonly state: AttentionItem['mark']['state'];
  readonly note: string;
}

/** Marks one item. Nothing is deleted; who marked what as what is in the audit. @returns whether there is such an item */
export function markItem({ id, state, note }: Mark, actor: string): Act<boolean> {
  const [source = '', ...rest] = id.split(':');
  const key = rest.join(':');
  const exists: Selector | null = source === 'parked' ? { table: 'parked_operation', keys: [[key]] } : source === 'conflict' ? { table: 'conflict', keys: [[key]] } : null;
  return {
    load: (_work, round) => (round === 0 ? [{ table: 'attention_mark', keys: [[id]] }, ...(exists ? [exists] : [])] : null),
    decide: (work, { nowMs, audit }) => {
      const known = source === 'state' ? isStateId(id) : exists !== null && work.table(exists.table === 'conflict' ? 'conflict' : 'parked_operation').has(key);
      if (!known) return false;
      work.table('attention_mark').put({ id, state, note, atMs: nowMs, actor });
      audit({ actor, action: 'attention.marked', detail: { id, state, note } });
      return true;
    },
  };
}

/** Only an entry in the audit: somebody came, went, or took a copy. */
export function noteInAudit(actor: string, action: string, detail: Readonly<Record<string, unknown>>): Act<void> {
  return { load: (_work, round) => (round === 0 ? [] : null), decide: (_work, { audit }) => audit({ actor, action, detail }) };
}
