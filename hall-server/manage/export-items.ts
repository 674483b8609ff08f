import { explainAttention } from '#contracts/hall/attention-sentences.ts';
import type { AttentionItem } from '#contracts/hall/manage-contract.ts';
import type { WorkingSet } from '../store/working-set.ts';

export interface ExportedDocument {
  readonly fileName: string;
  readonly text: string;
}

/**
 * The items as a JSON document for technical support: each with its explanation and, for parked facts, the stored bytes as
 * they came with their SHA-256, so that they can be applied elsewhere or compared with the terminal's own log.
 */
export function exportItems(work: WorkingSet, items: readonly AttentionItem[], nowMs: number): ExportedDocument {
  const at = new Date(nowMs).toISOString();
  const document = {
    format: 'yichuang-attention',
    version: 1,
    exportedAt: at,
    hallId: work.head.hallId,
    incarnation: work.head.incarnation,
    items: items.map((item) => ({
      ...item,
      explanation: { 'zh-CN': explainAttention(item, 'zh-CN'), en: explainAttention(item, 'en') },
      operation: operationOf(work, item),
      conflict: conflictOf(work, item),
    })),
  };
  return { fileName: `attention-${at.slice(0, 19).replaceAll(/[:T]/g, '-')}.json`, text: `${JSON.stringify(document, null, 2)}\n` };
}

function operationOf(work: WorkingSet, { id, source }: AttentionItem): object | null {
  if (source !== 'parked') return null;
  const row = work.table('parked_operation').get(id.slice('parked:'.length));
  if (!row) return null;
  const { opId, terminalId, logId, seq, aggregate, reason, detail, hash, body, serverMs, bootId, monotonicMs } = row;
  return { opId, terminalId, logId, seq, aggregate, reason, detail, receivedAtMs: serverMs, bootId, monotonicMs, sha256: hash, body };
}

function conflictOf(work: WorkingSet, { id, source }: AttentionItem): object | null {
  if (source !== 'conflict') return null;
  const row = work.table('conflict').get(id.slice('conflict:'.length));
  return row ? { kind: row.kind, aggregate: row.aggregate, opId: row.opId, businessDay: row.businessDay, detail: row.detail } : null;
}
