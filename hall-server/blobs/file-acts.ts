import type { ParkedRow, WantedFileRow } from '../store/rows.ts';
import type { Act } from '../store/hall-writer.ts';
import { wantersOf } from './file-facts.ts';

/** A blob came whole and passed its check. */
export function noteStored(blobId: string, bytes: number): Act<void> {
  return {
    load: (_work, round) => (round === 0 ? [{ table: 'blob', keys: [[blobId]] }, { query: 'files-of-blobs', blobIds: [blobId] }] : null),
    decide(work) {
      const unwantedSince = wantersOf(work, blobId).length > 0 ? null : work.head.version;
      if (!work.table('blob').get(blobId)) work.table('blob').put({ blobId, bytes, unwantedSince });
    },
  };
}

/** A blob that was here is not any more: whoever wants it waits again, and staff see it. */
export function noteGone(blobId: string, reason: 'damaged' | 'missing'): Act<void> {
  return {
    load: (_work, round) => (round === 0 ? [{ table: 'blob', keys: [[blobId]] }, { query: 'files-of-blobs', blobIds: [blobId] }] : null),
    decide(work, deciding) {
      if (!work.table('blob').get(blobId)) return;
      work.table('blob').delete(blobId);
      for (const aggregate of new Set(wantersOf(work, blobId).map((row) => row.aggregate))) {
        work.table('conflict').put({
          id: deciding.newId(),
          kind: 'file-gone-here',
          aggregate,
          opId: '',
          atMs: deciding.nowMs,
          businessDay: work.head.businessDay,
          detail: { blobId, reason },
        });
      }
      deciding.audit({ actor: 'server', action: 'file.gone', detail: { blobId, reason } });
    },
  };
}

/**
 * Forgets blobs that neither an applied nor a parked manifest has wanted for `keepCommits`. @returns whose bytes may go
 */
export function forgetUnwanted(keepCommits: number, limit: number): Act<readonly string[]> {
  return {
    load: (work, round) => {
      // The head is only known from the second round on.
      if (round === 0) return [{ query: 'parked' }];
      if (round === 1) return [{ query: 'unwanted-blobs', throughVersion: work.head.version - keepCommits, limit }];
      return round === 2 ? [{ query: 'files-of-blobs', blobIds: [...work.table('blob').all()].map(({ blobId }) => blobId) }] : null;
    },
    decide(work) {
      const parked = mentionedIn(work.table('parked_operation').all());
      const forgotten: string[] = [];
      for (const { blobId } of work.table('blob').all()) if (!parked.has(blobId) && wantersOf(work, blobId).length === 0) forgotten.push(blobId);
      for (const blobId of forgotten) work.table('blob').delete(blobId);
      return forgotten;
    },
  };
}

/** Everything that looks like a blob's name in what could not be applied: a kind this server cannot read yet may want it. */
export function mentionedIn(parked: Iterable<Pick<ParkedRow, 'body'>>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { body } of parked) for (const [name] of body.matchAll(/\b[0-9a-f]{64}\b/g)) found.add(name);
  return found;
}

/** 文件齐全与否: what an aggregate's manifests name, and what of it is here. */
export interface FilesOf {
  /** `waiting` also while an operation of the aggregate is parked: it may name more pages. */
  readonly state: 'none' | 'complete' | 'waiting' | 'lost';
  readonly files: readonly WantedFileRow[];
  /** Not here yet. */
  readonly missing: readonly WantedFileRow[];
  /** Not here, and the terminal says it will not come. */
  readonly lost: readonly WantedFileRow[];
}

/** Pure. @param here whether a page's bytes lie here and passed their check */
export function filesState(files: readonly WantedFileRow[], parked: boolean, here: (file: WantedFileRow) => boolean): FilesOf {
  const absent = files.filter((file) => !here(file));
  const lost = absent.filter((file) => file.lost !== null);
  const missing = absent.filter((file) => file.lost === null);
  const state = lost.length > 0 ? 'lost' : missing.length > 0 || parked ? 'waiting' : files.length === 0 ? 'none' : 'complete';
  return { state, files, missing, lost };
}
