import { generateKeyPairSync } from 'node:crypto';
import { ORPCError } from '@orpc/client';
import type { Clock } from '#kernel/clock.ts';
import { secureRandom, type Random } from '#kernel/random.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { decodeEnrolmentCode } from '#contracts/hall/enrolment-code.ts';
import type { Enrolment } from '../store-api.ts';
import { createCaller } from '../sync/caller.ts';
import { linkFault } from '../sync/link-fault.ts';
import type { HallClient } from '../sync/hall-port.ts';
import type { EnrolError } from './enrol-error.ts';
import { createHallClient } from './hall-client.ts';
import { createPinnedAgent } from './pinned-agent.ts';
import { parseServerAddress } from './server-address.ts';

/** First contact over a fresh line, with a person waiting beside it. */
const ENROL_MS = 10_000;

export interface EnrolRequest {
  /** https://host:port, or http: on loopback. */
  readonly serverUrl: string;
  /** As read or typed; see contracts/hall/enrolment-code.ts. */
  readonly code: string;
  readonly terminalName: string;
  readonly kind: 'kiosk' | 'window' | 'display';
  readonly clock: Clock;
  readonly random?: Random;
  readonly signal?: AbortSignal;
}

export interface Enrolled {
  /** To be stored with `saveEnrolment`. */
  readonly enrolment: Enrolment;
  /** To be stored with `noteServer(serverMs, null, …)`, so that even a terminal never connected again knows the time. */
  readonly serverMs: number;
  readonly incarnation: string;
}

/**
 * Enrols this terminal: proves the server by the fingerprint in the code, makes the ticket signing key, sends the secret,
 * and pins the server's whole key. Nothing is stored here; a code works once.
 */
export async function enrol(request: EnrolRequest): Promise<Result<Enrolled, EnrolError>> {
  const { serverUrl, clock, random = secureRandom, signal = new AbortController().signal } = request;
  const address = parseServerAddress(serverUrl);
  if (!address.ok) return err({ kind: 'address', fault: address.error });
  const code = decodeEnrolmentCode(request.code);
  if (!code.ok) return err({ kind: 'code', fault: code.error });
  let serverKey = '';
  const agent = createPinnedAgent((found) => {
    if (!found.startsWith(code.value.keyPrefix)) return false;
    serverKey = found;
    return true;
  });
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const signingKeyId = Buffer.from(random.bytes(6)).toString('base64url');
  try {
    const answer = await createCaller(clock, signal).call('enrol', ENROL_MS, (limit) =>
      createHallClient(address.value, agent, null).terminals.enrol(
        {
          code: code.value.secret,
          terminalName: request.terminalName,
          kind: request.kind,
          keyId: signingKeyId,
          publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
        },
        { signal: limit },
      ),
    );
    const signingKey = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
    return ok(enrolled(request, answer, { serverKey, signingKeyId, signingKey }));
  } catch (cause) {
    return err(enrolError(serverUrl, cause));
  } finally {
    await agent.destroy();
  }
}

function enrolled(
  { serverUrl, terminalName }: EnrolRequest,
  { terminalId, hallId, token, digestKey, ownSeries, serverMs, incarnation }: Awaited<ReturnType<HallClient['terminals']['enrol']>>,
  own: Pick<Enrolment, 'serverKey' | 'signingKeyId' | 'signingKey'>,
): Enrolled {
  return { enrolment: { terminalId, terminalName, hallId, serverUrl, token, digestKey, ownSeries, ...own }, serverMs, incarnation };
}

function enrolError(url: string, cause: unknown): EnrolError {
  if (cause instanceof ORPCError) {
    if (cause.code === 'CODE_UNKNOWN') return { kind: 'code-unknown', url };
    if (cause.code === 'CODE_EXPIRED') return { kind: 'code-expired', url };
    if (cause.code === 'CODE_USED') return { kind: 'code-used', url };
  }
  const fault = linkFault(cause);
  if (fault.kind === 'wrong-server-key') return { kind: 'wrong-server-key', url };
  if (fault.kind === 'silent' || fault.kind === 'unreachable') return { kind: 'unreachable', url, detail: fault.detail };
  return { kind: 'refused', url, detail: fault.detail };
}
