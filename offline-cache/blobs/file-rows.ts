import { err, ok, type Result } from '#kernel/result.ts';
import type { FilesAttached, ManifestFile } from '#contracts/blobs/manifest.ts';
import type { EngineContext } from '../engine/context.ts';
import { readSetting, writeSetting } from '../engine/settings.ts';
import { appendOperation } from '../log/append.ts';
import type { AttachError, AttachFiles, DetachFiles, FileToCollect, FilesWaiting, KeptFile, UploadWaiting } from './file-api.ts';

type BlobState = 'held' | 'waiting' | 'sent' | 'lost';

/** What the rows of files need of a store. */
export type FileRows = Pick<EngineContext, 'row' | 'run'>;

interface BlobRow {
  readonly blobId: string;
  readonly bytes: number;
  readonly state: BlobState;
}

/** A page was kept in the folder for a draft. Content that was lost before is here again, and whoever waits for it gets it. */
export function draftFile(context: EngineContext, owner: string, { blobId, bytes }: KeptFile): void {
  const row = blobRow(context, blobId);
  if (!row) context.run("INSERT INTO blob (blob_id, bytes, state, turn, wanted) VALUES (?, ?, 'held', ?, 0)", blobId, bytes, nextTurn(context));
  context.run('INSERT INTO blob_draft (owner, blob_id) VALUES (?, ?) ON CONFLICT DO NOTHING', owner, blobId);
  countWanted(context, blobId);
  if (row?.state === 'lost') setState(context, row, hasManifest(context, blobId) ? 'waiting' : 'held');
}

/** The draft came to nothing, or its pages are part of facts now. */
export function dropDraftFiles(context: EngineContext, owner: string): void {
  const rows = context.rows<{ blobId: string }>('SELECT blob_id AS blobId FROM blob_draft WHERE owner = ?', owner);
  context.run('DELETE FROM blob_draft WHERE owner = ?', owner);
  for (const { blobId } of rows) countWanted(context, blobId);
}

/** Appends `files.attached`; from then on the pages are to be uploaded. The same manifest again changes nothing. */
export function attachFiles(context: EngineContext, { aggregate, manifestId, files, draft }: AttachFiles): Result<void, AttachError> {
  const known = context.row('SELECT 1 FROM manifest_page WHERE manifest_id = ? LIMIT 1', manifestId);
  if (known) return ok();
  for (const file of files) {
    const row = blobRow(context, file.blobId);
    if (!row || row.state === 'lost' || row.bytes !== file.bytes) return err({ kind: 'not-kept', blobId: file.blobId, page: file.page });
  }
  const opId = appendOperation(context, 'files.attached', aggregate, { manifestId, files: [...files] });
  putManifest(context, opId, aggregate, { manifestId, files: [...files] });
  if (draft !== undefined) dropDraftFiles(context, draft);
  return ok();
}

/** Appends `files.detached`. Pages that nobody else wants may go. */
export function detachFiles(context: EngineContext, { aggregate, manifestId, files, reason }: DetachFiles): void {
  appendOperation(context, 'files.detached', aggregate, { manifestId, files: [...files], reason });
  removePages(context, manifestId, files);
}

/** The first page in the queue whose manifest the server has applied, or null. */
export function nextUpload(context: EngineContext): UploadWaiting | null {
  const sql = `SELECT blob_id AS blobId, bytes FROM blob WHERE state = 'waiting' AND EXISTS (
    SELECT 1 FROM manifest_page AS page WHERE page.blob_id = blob.blob_id
    AND NOT EXISTS (SELECT 1 FROM operation WHERE op_id = page.op_id AND seq > ?)) ORDER BY turn LIMIT 1`;
  return context.row<UploadWaiting>(sql, context.memory.head.applied) ?? null;
}

/** To the end of the queue, so that one page the server does not take keeps no other from going. */
export function deferUpload(context: EngineContext, blobId: string): void {
  context.run('UPDATE blob SET turn = ? WHERE blob_id = ?', nextTurn(context), blobId);
}

export function noteUploaded(context: EngineContext, blobId: string): void {
  const row = blobRow(context, blobId);
  if (row?.state !== 'waiting') return;
  setState(context, row, 'sent');
  const { logId, seq } = context.memory.head;
  context.run('UPDATE blob SET sent_log = ?, sent_seq = ? WHERE blob_id = ?', logId, seq, blobId);
}

/** The server has it no longer, or may not: asked again and sent if need be. */
export function requeueUpload(context: EngineContext, blobId: string): void {
  const row = blobRow(context, blobId);
  if (row?.state === 'sent') setState(context, row, hasManifest(context, blobId) ? 'waiting' : 'held');
}

/** A server that was restored may miss what it had: everything still held is offered anew. */
export function requeueForIncarnation(context: EngineContext, incarnation: string): void {
  if (readSetting<string>(context, 'files-incarnation') === incarnation) return;
  writeSetting(context, 'files-incarnation', incarnation);
  const sent = context.rows<{ blobId: string }>("SELECT blob_id AS blobId FROM blob WHERE state = 'sent' ORDER BY turn");
  for (const { blobId } of sent) requeueUpload(context, blobId);
}

/** Appends `file.lost` for every aggregate that wants the page: a fact like any other. Said once. */
export function noteLostFile(context: EngineContext, blobId: string, reason: 'damaged' | 'missing'): void {
  const row = blobRow(context, blobId);
  if (!row || row.state === 'lost') return;
  setState(context, row, 'lost');
  const pages = context.rows<{ aggregate: string }>('SELECT aggregate FROM manifest_page WHERE blob_id = ?', blobId);
  for (const aggregate of new Set(pages.map((page) => page.aggregate))) appendOperation(context, 'file.lost', aggregate, { blobId, reason });
}

export function filesWaiting(context: EngineContext): FilesWaiting {
  return context.row<FilesWaiting>('SELECT pages, bytes, lost FROM blob_total WHERE id = 1')!;
}

/**
 * Whose bytes may go: nobody wants them, or the server has them, and so has the copy that keeps facts safe. What was safe
 * before the bytes arrived says nothing of them, so a fact written after that must be safe too.
 */
export function filesToCollect(context: EngineContext, limit: number): readonly FileToCollect[] {
  const unwanted = context.rows<KeptFile>('SELECT blob_id AS blobId, bytes FROM blob WHERE wanted = 0 LIMIT ?', limit);
  const sql = `SELECT blob_id AS blobId, bytes FROM blob WHERE state = 'sent' AND wanted > 0 AND ${SETTLED} ORDER BY turn LIMIT ?`;
  const { logId, seq, safe } = context.memory.head;
  // A log that began anew counts from the beginning: the wait for a later fact begins anew too.
  context.run("UPDATE blob SET sent_log = ?, sent_seq = ? WHERE state = 'sent' AND sent_log <> ?", logId, seq, logId);
  const sent = context.rows<KeptFile>(sql, safe, safe, limit);
  return [...unwanted.map((file) => ({ ...file, why: 'unwanted' as const })), ...sent.map((file) => ({ ...file, why: 'sent' as const }))];
}

const SETTLED = `sent_seq < ? AND NOT EXISTS (SELECT 1 FROM blob_draft WHERE blob_draft.blob_id = blob.blob_id) AND NOT EXISTS (
  SELECT 1 FROM manifest_page AS page JOIN operation ON operation.op_id = page.op_id WHERE page.blob_id = blob.blob_id AND operation.seq > ?)`;

/** Forgets a file if it may still go. @returns whether its bytes may be removed now */
export function forgetFile(context: EngineContext, blobId: string): boolean {
  const row = blobRow(context, blobId);
  if (!row) return true;
  const sql = `SELECT 1 FROM blob WHERE blob_id = ? AND (wanted = 0 OR (state = 'sent' AND ${SETTLED}))`;
  const { safe } = context.memory.head;
  if (!context.row(sql, blobId, safe, safe)) return false;
  setState(context, row, 'held');
  context.run('DELETE FROM manifest_page WHERE blob_id = ?', blobId);
  context.run('DELETE FROM blob WHERE blob_id = ?', blobId);
  return true;
}

/** Names of the files that belong here, in order, for the look at the folder when the service starts. */
export function knownFiles(context: EngineContext, after: string, limit: number): readonly string[] {
  return context.rows<{ blobId: string }>('SELECT blob_id AS blobId FROM blob WHERE blob_id > ? ORDER BY blob_id LIMIT ?', after, limit).map(({ blobId }) => blobId);
}

/**
 * The rows a `files.attached` leaves: for the store that wrote it, and for one that is rebuilt from its facts. A blob
 * without a row is taken as held; if its bytes are not there, that is found at its turn and becomes a fact.
 */
export function putManifest(context: FileRows, opId: string, aggregate: string, { manifestId, files }: FilesAttached): void {
  for (const file of files) {
    context.run(
      'INSERT INTO manifest_page (manifest_id, page, blob_id, aggregate, op_id) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      manifestId, file.page, file.blobId, aggregate, opId,
    );
    if (!blobRow(context, file.blobId)) {
      context.run("INSERT INTO blob (blob_id, bytes, state, turn, wanted) VALUES (?, ?, 'held', ?, 0)", file.blobId, file.bytes, nextTurn(context));
    }
    countWanted(context, file.blobId);
    const row = blobRow(context, file.blobId)!;
    if (row.state === 'held') setState(context, row, 'waiting');
  }
}

/** The rows a `files.detached` takes away. */
export function removePages(context: FileRows, manifestId: string, files: readonly Pick<ManifestFile, 'page' | 'blobId'>[]): void {
  for (const { page, blobId } of files) {
    context.run('DELETE FROM manifest_page WHERE manifest_id = ? AND page = ? AND blob_id = ?', manifestId, page, blobId);
    countWanted(context, blobId);
    const row = blobRow(context, blobId);
    if (row?.state === 'waiting' && !hasManifest(context, blobId)) setState(context, row, 'held');
  }
}

/** The state a `file.lost` leaves, for a store that is rebuilt. */
export function markLost(context: FileRows, blobId: string): void {
  const row = blobRow(context, blobId);
  if (row && row.state !== 'lost') setState(context, row, 'lost');
}

function blobRow(context: FileRows, blobId: string): BlobRow | undefined {
  return context.row<BlobRow>('SELECT blob_id AS blobId, bytes, state FROM blob WHERE blob_id = ?', blobId);
}

function hasManifest(context: FileRows, blobId: string): boolean {
  return context.row('SELECT 1 FROM manifest_page WHERE blob_id = ? LIMIT 1', blobId) !== undefined;
}

function countWanted(context: FileRows, blobId: string): void {
  const sql = `UPDATE blob SET wanted = (SELECT count(*) FROM blob_draft WHERE blob_id = ?) + (SELECT count(*) FROM manifest_page WHERE blob_id = ?) WHERE blob_id = ?`;
  context.run(sql, blobId, blobId, blobId);
}

function setState(context: FileRows, { blobId, bytes, state }: BlobRow, now: BlobState): void {
  context.run('UPDATE blob SET state = ? WHERE blob_id = ?', now, blobId);
  const change = (counted: BlobState): number => Number(now === counted) - Number(state === counted);
  context.run('UPDATE blob_total SET pages = pages + ?, bytes = bytes + ?, lost = lost + ? WHERE id = 1', change('waiting'), change('waiting') * bytes, change('lost'));
}

function nextTurn(context: FileRows): number {
  context.run('UPDATE blob_total SET last_turn = last_turn + 1 WHERE id = 1');
  return context.row<{ turn: number }>('SELECT last_turn AS turn FROM blob_total WHERE id = 1')!.turn;
}
