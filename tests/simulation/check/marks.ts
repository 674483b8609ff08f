import type { History } from '../kit/history.ts';

/** safe ≤ applied ≤ head; no terminal believes more than the server committed; nothing above `safe` is dropped. */
export function marks(history: History): readonly string[] {
  const broken: string[] = [];
  const committed = new Map<string, { seq: number; safe: number }>();
  for (const entry of history.entries) {
    if (entry.kind === 'server-commit') {
      for (const { logId, seq, safe } of entry.cursors) {
        const before = committed.get(logId) ?? { seq: 0, safe: 0 };
        committed.set(logId, { seq: Math.max(before.seq, seq), safe: Math.max(before.safe, safe) });
        if (safe > seq) broken.push(`the server calls ${safe} of log ${logId} safe and has applied ${seq}`);
      }
    }
    if (entry.kind === 'marks') {
      const { node, logId, seq, applied, safe, heldFrom } = entry;
      if (heldFrom > safe + 1) broken.push(`${node} holds from ${heldFrom} on, although only ${safe} of ${seq} is safe`);
      if (safe > applied || applied > seq) broken.push(`${node}: safe ${safe}, applied ${applied}, head ${seq}`);
      const truth = committed.get(logId) ?? { seq: 0, safe: 0 };
      if (applied > truth.seq) broken.push(`${node} believes ${applied} of its log applied, the server committed ${truth.seq}`);
      if (safe > truth.safe) broken.push(`${node} believes ${safe} of its log safe, the server said ${truth.safe}`);
    }
  }
  return broken;
}
