import { z } from 'zod';
import { fileLost, filesAttached, filesDetached } from '../blobs/manifest.ts';
import {
  clockStamp,
  count,
  hash,
  id,
  onBehalf,
  paper,
  personReference,
  purpose,
  sequence,
  ticketNumber,
  uuid,
} from '../schemas.ts';

/**
 * 操作: a fact a terminal tells the hall server. It happened; it cannot be refused for its content's sake, only parked
 * when malformed, unauthorised or unsupported. Kinds and versions only ever grow; stored bytes are sent verbatim.
 */
export const OPERATION_VERSIONS = {
  'ticket.issued': 1,
  'ticket.paper': 1,
  'ticket.cancelled': 1,
  'help.requested': 1,
  'files.attached': 1,
  'files.detached': 1,
  'file.lost': 1,
  'store.recovered': 1,
} as const;

export type OperationKind = keyof typeof OPERATION_VERSIONS;

/** Sizes the outbox and the server both hold to, in bytes. */
export const MAX_OPERATION_BYTES = 64 * 1024;
export const MAX_BATCH_BYTES = 256 * 1024;

const ticketIssued = z.strictObject({
  ticketId: uuid,
  visitId: uuid,
  leg: z.number().int().min(0).max(20),
  businessId: id,
  number: ticketNumber,
  person: personReference.nullable(),
  purpose,
  cases: count,
  party: count,
  onBehalf,
  offline: z.boolean(),
  takenAt: clockStamp,
});

const ticketPaper = z.strictObject({
  ticketId: uuid,
  paper,
  /** 1 for the first print, 2 and more for each 补打. */
  copy: z.number().int().min(1).max(20),
  /** How it is known: told by the printer, asked of the person, or found after a restart. */
  source: z.enum(['printer', 'person', 'restart']),
});

const ticketCancelled = z.strictObject({
  ticketId: uuid,
  reason: z.enum(['person-gave-up', 'paper-never-came', 'double']),
});

const helpRequested = z.strictObject({
  requestId: uuid,
  screen: z.string().max(40),
});

/** 本机数据恢复: what an opening of the terminal's store found damaged, and whether everything acknowledged is back. */
const storeRecovered = z.strictObject({
  recoveryId: uuid,
  /**
   * `rebuilt`: the database was damaged and made anew; see offline-cache/recovery/store-recovery.ts for all. `forked`: the
   * disk turned out to be an older copy than the one the server had heard last.
   */
  kind: z.enum(['replayed', 'rebuilt', 'restored', 'shadow-renewed', 'facts-repaired', 'forked']),
  /** For whoever mends the machine: which file, which check. */
  found: z.string().max(200),
  /** False: more was damaged than the second copy could make good; numbers go on in a reserved range. */
  whole: z.boolean(),
  /** Committed groups put back from the shadow log. */
  putBack: sequence,
  /** Operations that only the damaged file still had. */
  salvaged: sequence,
});

export const operationPayloads = {
  'ticket.issued': ticketIssued,
  'ticket.paper': ticketPaper,
  'ticket.cancelled': ticketCancelled,
  'help.requested': helpRequested,
  'files.attached': filesAttached,
  'files.detached': filesDetached,
  'file.lost': fileLost,
  'store.recovered': storeRecovered,
} as const satisfies Record<OperationKind, z.ZodType>;

export type TicketIssued = z.infer<typeof ticketIssued>;
export type TicketPaper = z.infer<typeof ticketPaper>;
export type TicketCancelled = z.infer<typeof ticketCancelled>;
export type HelpRequested = z.infer<typeof helpRequested>;
export type StoreRecovered = z.infer<typeof storeRecovered>;

/** What every operation carries whatever its kind; `payload` is parsed by kind and version. */
export const operationEnvelope = z.strictObject({
  opId: uuid,
  terminalId: id,
  logId: uuid,
  /** Gapless from 1 within the log. */
  seq: sequence.min(1),
  /** SHA-256 of the stored bytes of the operation before; 64 zeros for the first. */
  prevHash: hash,
  kind: z.string().min(1).max(40),
  version: z.number().int().min(1),
  /** Later operations on the same aggregate wait behind a parked one: `ticket:<uuid>`. */
  aggregate: z.string().min(1).max(80),
  at: clockStamp,
  payload: z.unknown(),
});

export type OperationEnvelope = z.infer<typeof operationEnvelope>;

export type Operation = {
  [Kind in OperationKind]: Omit<OperationEnvelope, 'kind' | 'payload'> & {
    readonly kind: Kind;
    readonly payload: z.infer<(typeof operationPayloads)[Kind]>;
  };
}[OperationKind];

/** The hash before the first operation of a log. */
export const GENESIS_HASH = '0'.repeat(64);

/** One operation on the wire: the exact bytes as stored (JSON text) and their SHA-256. */
export const storedOperation = z.strictObject({
  seq: sequence.min(1),
  hash,
  body: z.string().max(MAX_OPERATION_BYTES),
});

export type StoredOperation = z.infer<typeof storedOperation>;
