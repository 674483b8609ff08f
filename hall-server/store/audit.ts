import { createHash } from 'node:crypto';
import type { WorkingSet } from './working-set.ts';

export interface AuditNote {
  readonly atMs: number;
  /** Terminal id, `server` or `admin`. */
  readonly actor: string;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Appends to the audit chain. The chain holds a salted digest of the detail, so that the detail can be erased later
 * without breaking the chain. @param salt fresh random text for each note
 */
export function appendAudit(work: WorkingSet, note: AuditNote, salt: string): void {
  const seq = work.head.auditSeq + 1;
  const digest = sha256(salt + JSON.stringify(note.detail));
  const hash = auditHash(work.head.auditHash, seq, note, digest);
  work.table('audit_entry').put({ seq, atMs: note.atMs, actor: note.actor, action: note.action, digest, hash });
  work.table('audit_detail').put({ seq, salt, detail: note.detail });
  work.head = { ...work.head, auditSeq: seq, auditHash: hash };
}

/** The link from `before` to this entry. */
export function auditHash(before: string, seq: number, note: Pick<AuditNote, 'atMs' | 'actor' | 'action'>, digest: string): string {
  return sha256(JSON.stringify([before, seq, note.atMs, note.actor, note.action, digest]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
