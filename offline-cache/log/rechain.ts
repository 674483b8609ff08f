import { MAX_OPERATION_BYTES, operationEnvelope } from '#contracts/sync/operation.ts';
import { StoreFailure } from '../store-failure.ts';
import { hashOf } from './append.ts';
import { canonicalJson } from './canonical-json.ts';

/** The new place of an operation. */
export interface Place {
  readonly logId: string;
  readonly seq: number;
  readonly prevHash: string;
  /** Null: as it was. */
  readonly terminalId: string | null;
}

export interface HeldOperation {
  readonly opId: string;
  readonly hash: string;
  readonly body: string;
}

/**
 * An envelope in its canonical order, cut where its place in the chain stands. What lies between comes from this pattern's own parts only: no
 * JSON string holds a bare quote, so that the names found are those of the envelope and not of its payload.
 */
const CANONICAL =
  /^(\{"aggregate":"(?:[^"\\]|\\.)+","at":\{[^{}]*\},"kind":"[^"\\]+",)"logId":"[0-9a-f-]{36}"(,"opId":"([0-9a-f-]{36})","payload":.*),"prevHash":"[0-9a-f]{64}","seq":[1-9]\d*,"terminalId":("(?:[^"\\]|\\.)+")(,"version":[1-9]\d*\})$/s;

/**
 * The operation's bytes at a new place. Bytes that still fit their hash are those that were checked when they were written: only what changes is
 * exchanged. All others are read and checked anew. @throws StoreFailure malformed; ZodError or SyntaxError when it is no operation
 */
export function rechained({ opId, hash, body }: HeldOperation, place: Place): string {
  const moved = (hashOf(body) === hash ? spliced(opId, body, place) : null) ?? rewritten(body, place);
  if (Buffer.byteLength(moved) > MAX_OPERATION_BYTES) throw new StoreFailure('malformed', `operation ${opId} has more than ${MAX_OPERATION_BYTES} bytes`);
  return moved;
}

function spliced(opId: string, body: string, { logId, seq, prevHash, terminalId }: Place): string | null {
  const parts = CANONICAL.exec(body);
  if (parts?.[3] !== opId) return null;
  const name = terminalId === null ? parts[4]! : JSON.stringify(terminalId);
  return `${parts[1]!}"logId":"${logId}"${parts[2]!},"prevHash":"${prevHash}","seq":${seq},"terminalId":${name}${parts[5]!}`;
}

function rewritten(body: string, { logId, seq, prevHash, terminalId }: Place): string {
  const envelope = operationEnvelope.parse(JSON.parse(body));
  return canonicalJson(operationEnvelope.parse({ ...envelope, logId, seq, prevHash, terminalId: terminalId ?? envelope.terminalId }));
}
