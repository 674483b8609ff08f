import type { AttentionItem } from '#contracts/hall/manage-contract.ts';

/** Items with one explanation and one act: facts kept aside for the same reason from the same terminal, in the same state. */
export interface AttentionGroup {
  readonly key: string;
  readonly items: readonly [AttentionItem, ...AttentionItem[]];
}

/** In the order of their first items. Conflicts stay alone: each has a ticket of its own. */
export function groupItems(items: readonly AttentionItem[]): readonly AttentionGroup[] {
  const groups = new Map<string, [AttentionItem, ...AttentionItem[]]>();
  for (const item of items) {
    const key = item.source === 'parked' ? `${item.kind} ${item.terminalId ?? ''} ${item.mark.state} ${item.mark.note}` : item.id;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups].map(([key, grouped]) => ({ key, items: grouped }));
}
