import { operationPayloads, type OperationEnvelope } from '#contracts/sync/operation.ts';
import type { Connection } from '../database/open-database.ts';
import { markLost, putManifest, removePages, type FileRows } from './file-rows.ts';

/** The rows a fact about files left, for a store whose own rows are lost. Other kinds leave none here. */
export function putFileFactRows(connection: Connection, { kind, payload, opId, aggregate }: OperationEnvelope): void {
  const rows = rowsOf(connection);
  if (kind === 'files.attached') {
    const read = operationPayloads['files.attached'].safeParse(payload);
    if (read.success) putManifest(rows, opId, aggregate, read.data);
  }
  if (kind === 'files.detached') {
    const read = operationPayloads['files.detached'].safeParse(payload);
    if (read.success) removePages(rows, read.data.manifestId, read.data.files);
  }
  if (kind === 'file.lost') {
    const read = operationPayloads['file.lost'].safeParse(payload);
    if (read.success) markLost(rows, read.data.blobId);
  }
}

function rowsOf(connection: Connection): FileRows {
  return {
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the statement's text is where the shape comes from
    row: <Row>(text: string, ...values: readonly unknown[]) => connection.prepare<unknown[]>(text).get(...values) as Row | undefined,
    run: (text, ...values) => connection.prepare<unknown[]>(text).run(...values).changes,
  };
}
