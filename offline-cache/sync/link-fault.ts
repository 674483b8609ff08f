import { ORPCError } from '@orpc/client';
import { StoreFailure } from '../store-failure.ts';

/** Why the link is not up, as far as it can be told; staff see the sentence. */
export interface LinkFault {
  readonly kind: LinkFaultKind;
  /** What was thrown, for the log; never personal data. */
  readonly detail: string;
}

export type LinkFaultKind =
  | 'unreachable'
  /** Connected, but no answer in time. */
  | 'silent'
  /** The server does not know this terminal's token (any more): enrol again. */
  | 'unauthorised'
  /** Another key than the pinned one: not our server, or its key was changed without us. */
  | 'wrong-server-key'
  /** The server answered that it failed. */
  | 'server-error'
  /** An answer that does not fit the contract or our log. */
  | 'protocol'
  /** This machine's own store failed: see StoreFailure. */
  | 'store';

/** A call that got no answer in time. */
export class NoAnswer extends Error {
  constructor(what: string, ms: number) {
    super(`${what}: no answer within ${ms} ms`);
    this.name = 'NoAnswer';
  }
}

/** An answer that cannot be worked with. */
export class ProtocolFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProtocolFault';
  }
}

/** Thrown by the transport when the server shows another key than the pinned one. */
export class WrongServerKey extends Error {
  readonly found: string;

  constructor(found: string) {
    super(`the server's key is ${found.slice(0, 16)}…, not the pinned one`);
    this.name = 'WrongServerKey';
    this.found = found;
  }
}

export function linkFault(cause: unknown): LinkFault {
  const chain = causes(cause);
  const detail = chain.map((part) => (part instanceof Error ? part.message : String(part))).join(': ');
  if (chain.some((part) => part instanceof StoreFailure)) return { kind: 'store', detail };
  if (chain.some((part) => part instanceof WrongServerKey)) return { kind: 'wrong-server-key', detail };
  if (chain.some((part) => part instanceof NoAnswer)) return { kind: 'silent', detail };
  if (chain.some((part) => part instanceof ProtocolFault)) return { kind: 'protocol', detail };
  const answered = chain.find((part) => part instanceof ORPCError);
  if (!answered) return { kind: 'unreachable', detail };
  return { kind: answered.status === 401 || answered.status === 403 ? 'unauthorised' : 'server-error', detail };
}

/** Codes of a connection that never came about; see Node's `errors` and undici's. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
/** Node's words for a line that ended inside the TLS handshake; it has no code of its own. */
const BEFORE_TLS = /before secure TLS connection was established/;

/** Whether a failed call surely never left this machine, so that nothing was done at the server. */
export function wasNeverSent(cause: unknown): boolean {
  return causes(cause).some((part) => {
    if (part instanceof WrongServerKey) return true;
    if (!(part instanceof Error)) return false;
    return BEFORE_TLS.test(part.message) || ('code' in part && typeof part.code === 'string' && NOT_CONNECTED.has(part.code));
  });
}

/** The error and what caused it, outermost first. */
function causes(cause: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let at = cause; at !== undefined && chain.length < 8; at = at instanceof Error ? at.cause : undefined) chain.push(at);
  return chain;
}
