import { APPLIED, appendOperationEvent, noteConflict, type Applied, type Applying } from '../sync/applying.ts';
import type { WantedFileRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';

/** 收到文件清单: from now on these pages are wanted, and the aggregate is complete only with all of them. */
export function applyFilesAttached(applying: Applying<'files.attached'>): Applied {
  const { work, receipt, operation } = applying;
  const { aggregate, payload } = operation;
  const { manifestId, files } = payload;
  appendOperationEvent(applying, aggregate, { manifestId, files: files.map(({ page, blobId }) => ({ page, blobId })) });
  for (const file of files) {
    const known = work.table('file_wanted').get(manifestId, file.page);
    if (known) {
      if (known.blobId !== file.blobId || known.aggregate !== aggregate) noteConflict(applying, 'page-attached-again', aggregate, { manifestId, page: file.page });
      continue;
    }
    work.table('file_wanted').put({ ...file, manifestId, aggregate, terminalId: receipt.terminalId, lost: null });
    markWanted(work, file.blobId, true);
  }
  return APPLIED;
}

/** Pages taken out again. Their bytes go when nobody else wants them, after a while. */
export function applyFilesDetached(applying: Applying<'files.detached'>): Applied {
  const { work, operation } = applying;
  const { aggregate, payload } = operation;
  const { manifestId, files, reason } = payload;
  appendOperationEvent(applying, aggregate, { manifestId, files, reason });
  const wanted = work.table('file_wanted');
  for (const { page, blobId } of files) {
    const row = wanted.get(manifestId, page);
    if (!row || row.blobId !== blobId || row.aggregate !== aggregate) {
      noteConflict(applying, 'unknown-page', aggregate, { manifestId, page });
      continue;
    }
    wanted.delete(manifestId, page);
    markWanted(work, blobId, wantersOf(work, blobId).length > 0);
  }
  return APPLIED;
}

/** A page that will not come: said beside the case and shown to staff, for as long as its bytes are not here after all. */
export function applyFileLost(applying: Applying<'file.lost'>): Applied {
  const { work, operation } = applying;
  const { aggregate, payload } = operation;
  const { blobId, reason } = payload;
  appendOperationEvent(applying, aggregate, { blobId, reason });
  const rows = wantersOf(work, blobId).filter((row) => row.aggregate === aggregate && row.lost === null);
  for (const row of rows) work.table('file_wanted').put({ ...row, lost: reason });
  // Taken out meanwhile: nobody misses it.
  if (rows.length > 0) noteConflict(applying, 'file-lost', aggregate, { blobId, reason, pages: rows.map(({ page, name }) => ({ page, name })) });
  return APPLIED;
}

/** Present rows among the loaded that want this blob. */
export function wantersOf(work: WorkingSet, blobId: string): readonly WantedFileRow[] {
  return work.table('file_wanted').by('blob', (row) => row.blobId, blobId);
}

function markWanted(work: WorkingSet, blobId: string, wanted: boolean): void {
  const row = work.table('blob').get(blobId);
  if (!row || wanted === (row.unwantedSince === null)) return;
  work.table('blob').put({ ...row, unwantedSince: wanted ? null : work.head.version });
}
