import type { z } from 'zod';
import {
  OPERATION_VERSIONS,
  operationEnvelope,
  operationPayloads,
  type Operation,
  type OperationEnvelope,
  type OperationKind,
  type StoredOperation,
} from '#contracts/sync/operation.ts';
import type { ParkedRow } from '../store/rows.ts';

/** What this server can apply: per kind the newest version, and how a payload of a version is read. */
export type OperationRegistry = Readonly<
  Record<string, { readonly newest: number; readonly read: (payload: unknown, version: number) => z.ZodSafeParseResult<unknown> }>
>;

export const OPERATIONS: OperationRegistry = Object.fromEntries(
  (Object.keys(OPERATION_VERSIONS) as OperationKind[]).map((kind) => [
    kind,
    { newest: OPERATION_VERSIONS[kind], read: (payload: unknown) => operationPayloads[kind].safeParse(payload) },
  ]),
);

export function supportedVersions(registry: OperationRegistry): Record<string, number> {
  return Object.fromEntries(Object.entries(registry).map(([kind, { newest }]) => [kind, newest]));
}

/** Who sent it and in which log, as the connection proved. */
export interface Sender {
  readonly terminalId: string;
  readonly logId: string;
}

export type ReadOperation =
  | { readonly kind: 'operation'; readonly operation: Operation; readonly prevHash: string }
  | {
      readonly kind: 'unreadable';
      readonly reason: Exclude<ParkedRow['reason'], 'waiting'>;
      readonly detail: string;
      readonly opId: string;
      /** Empty when not even that could be read: then nothing waits behind it. */
      readonly aggregate: string;
      /** Null when it could not be read. */
      readonly prevHash: string | null;
    };

/** Reads stored bytes; never refuses, only says why they cannot be applied. */
export function readOperation(stored: StoredOperation, sender: Sender, registry: OperationRegistry): ReadOperation {
  const envelope = readEnvelope(stored.body);
  if (typeof envelope === 'string') {
    const opId = `${sender.logId}:${stored.seq}`;
    return { kind: 'unreadable', reason: 'malformed', detail: envelope, opId, aggregate: '', prevHash: null };
  }
  const unreadable = (reason: Exclude<ParkedRow['reason'], 'waiting'>, detail: string): ReadOperation => ({
    kind: 'unreadable',
    reason,
    detail,
    opId: envelope.opId,
    aggregate: envelope.aggregate,
    prevHash: envelope.prevHash,
  });
  if (envelope.terminalId !== sender.terminalId) return unreadable('unauthorised', `terminalId ${envelope.terminalId}`);
  if (envelope.seq !== stored.seq) return unreadable('malformed', `seq ${envelope.seq} inside, ${stored.seq} outside`);
  if (envelope.logId !== sender.logId) return unreadable('malformed', `logId ${envelope.logId} inside`);
  const known = registry[envelope.kind];
  if (!known) return unreadable('unsupported', `kind ${envelope.kind}`);
  if (envelope.version > known.newest) return unreadable('unsupported', `${envelope.kind} version ${envelope.version} > ${known.newest}`);
  const payload = known.read(envelope.payload, envelope.version);
  if (!payload.success) return unreadable('malformed', `payload: ${firstIssue(payload.error)}`);
  return { kind: 'operation', operation: { ...envelope, payload: payload.data } as Operation, prevHash: envelope.prevHash };
}

function readEnvelope(body: string): OperationEnvelope | string {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return 'not JSON';
  }
  const parsed = operationEnvelope.safeParse(json);
  return parsed.success ? parsed.data : `envelope: ${firstIssue(parsed.error)}`;
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.')} ${issue.message}`.trim() : 'unknown';
}
