import { exhaustive } from '#kernel/exhaustive.ts';
import type { Operation, OperationKind } from '#contracts/sync/operation.ts';
import type { Selector } from '../store/hall-store.ts';
import type { Applied, Applying, ApplyingAny } from './applying.ts';
import { applyFileLost, applyFilesAttached, applyFilesDetached } from '../blobs/file-facts.ts';
import { applyHelpRequested } from './help-requested.ts';
import { applyStoreRecovered } from './store-recovered.ts';
import { applyTicketCancelled } from './ticket-cancelled.ts';
import { applyTicketIssued } from './ticket-issued.ts';
import { applyTicketPaper } from './ticket-paper.ts';

/** (state, fact) → applied: total over all kinds this server knows. */
export function applyOperation(applying: ApplyingAny): Applied {
  const { operation } = applying;
  switch (operation.kind) {
    case 'ticket.issued':
      return applyTicketIssued(applying as Applying<'ticket.issued'>);
    case 'ticket.paper':
      return applyTicketPaper(applying as Applying<'ticket.paper'>);
    case 'ticket.cancelled':
      return applyTicketCancelled(applying as Applying<'ticket.cancelled'>);
    case 'help.requested':
      return applyHelpRequested(applying as Applying<'help.requested'>);
    case 'files.attached':
      return applyFilesAttached(applying as Applying<'files.attached'>);
    case 'files.detached':
      return applyFilesDetached(applying as Applying<'files.detached'>);
    case 'file.lost':
      return applyFileLost(applying as Applying<'file.lost'>);
    case 'store.recovered':
      return applyStoreRecovered(applying as Applying<'store.recovered'>);
    default:
      return exhaustive(operation, 'operation');
  }
}

type Needs = { readonly [Kind in OperationKind]: (operation: Extract<Operation, { readonly kind: Kind }>, hallId: string) => readonly Selector[] };

const NEEDS: Needs = {
  'ticket.issued': ({ payload }, hallId) => [
    { table: 'ticket', keys: [[payload.ticketId]] },
    { table: 'business', keys: [[payload.businessId]] },
    { query: 'ledger-of-ticket', ticketId: payload.ticketId },
    { table: 'number_ledger', keys: [[hallId, payload.number.businessDay, payload.number.series, payload.number.number]] },
    ...(payload.person ? [{ query: 'live-tickets-of', personDigest: payload.person.digest, businessId: payload.businessId } as const] : []),
  ],
  'ticket.paper': ({ payload }) => [{ table: 'ticket', keys: [[payload.ticketId]] }],
  'ticket.cancelled': ({ payload }) => [
    { table: 'ticket', keys: [[payload.ticketId]] },
    { query: 'ledger-of-ticket', ticketId: payload.ticketId },
    { query: 'calls-of-ticket', ticketId: payload.ticketId },
  ],
  'help.requested': ({ payload }) => [{ table: 'help_request', keys: [[payload.requestId]] }],
  'files.attached': ({ payload: { manifestId, files } }) => [
    { table: 'file_wanted', keys: files.map(({ page }) => [manifestId, page]) },
    { table: 'blob', keys: files.map(({ blobId }) => [blobId]) },
  ],
  'files.detached': ({ payload: { manifestId, files } }) => [
    { table: 'file_wanted', keys: files.map(({ page }) => [manifestId, page]) },
    { table: 'blob', keys: files.map(({ blobId }) => [blobId]) },
    { query: 'files-of-blobs', blobIds: files.map(({ blobId }) => blobId) },
  ],
  'file.lost': ({ aggregate }) => [{ query: 'files-of-aggregate', aggregate }],
  'store.recovered': () => [],
};

/** What applying these operations looks at, without asking twice for the same. */
export function neededRows(operations: readonly Operation[], hallId: string): readonly Selector[] {
  const seen = new Map<string, Selector>();
  for (const operation of operations) {
    for (const selector of NEEDS[operation.kind](operation as never, hallId)) seen.set(JSON.stringify(selector), selector);
  }
  return [...seen.values()];
}
