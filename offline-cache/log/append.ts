import { hash } from 'node:crypto';
import {
  MAX_OPERATION_BYTES,
  operationEnvelope,
  operationPayloads,
  OPERATION_VERSIONS,
  type Operation,
  type OperationEnvelope,
  type OperationKind,
} from '#contracts/sync/operation.ts';
import type { EngineContext } from '../engine/context.ts';
import { StoreFailure } from '../store-failure.ts';
import { canonicalJson } from './canonical-json.ts';

type PayloadOf<Kind extends OperationKind> = Extract<Operation, { readonly kind: Kind }>['payload'];

/** Appends one fact to the log inside the caller's transaction. @returns its opId @throws StoreFailure not-enrolled, malformed */
export function appendOperation<Kind extends OperationKind>(
  context: EngineContext,
  kind: Kind,
  aggregate: string,
  payload: PayloadOf<Kind>,
): string {
  const { enrolment } = context.memory;
  if (!enrolment) throw new StoreFailure('not-enrolled', `${kind} needs an enrolled terminal`);
  const parsed = operationPayloads[kind].safeParse(payload);
  if (!parsed.success) throw new StoreFailure('malformed', `${kind}: ${parsed.error.message}`);
  const opId = context.newId();
  appendEnvelope(context, {
    opId,
    terminalId: enrolment.terminalId,
    kind,
    version: OPERATION_VERSIONS[kind],
    aggregate,
    at: context.stamp(),
    payload: parsed.data,
  });
  return opId;
}

export const INSERT_OPERATION = 'INSERT INTO operation (seq, op_id, hash, body) VALUES (?, ?, ?, ?)';

/** The envelope without what its place in the chain decides. */
export type Unchained = Omit<OperationEnvelope, 'logId' | 'seq' | 'prevHash'>;

/** Gives the operation its place at the end of the chain and stores its bytes. */
export function appendEnvelope(context: EngineContext, operation: Unchained): void {
  const { head } = context.memory;
  const envelope = { ...operation, logId: head.logId, seq: head.seq + 1, prevHash: head.hash };
  const parsed = operationEnvelope.safeParse(envelope);
  if (!parsed.success) throw new StoreFailure('malformed', `${operation.kind}: ${parsed.error.message}`);
  const body = canonicalJson(envelope);
  if (Buffer.byteLength(body) > MAX_OPERATION_BYTES) {
    throw new StoreFailure('malformed', `${operation.kind} has more than ${MAX_OPERATION_BYTES} bytes`);
  }
  const bodyHash = hashOf(body);
  context.run(INSERT_OPERATION, envelope.seq, envelope.opId, bodyHash, body);
  context.memory = { ...context.memory, head: { ...head, seq: envelope.seq, hash: bodyHash } };
  context.passed('operation-written');
}

/** SHA-256 of the UTF-8 bytes, 64 hex digits. */
export function hashOf(body: string): string {
  return hash('sha256', body, 'hex');
}
