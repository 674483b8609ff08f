import type { ReaderStatus, StatusName } from './status.ts';
import type { CardPhase, ReaderError, ReaderFault } from './types.ts';

/** The fault of the whole reader that a status tells, if it does. */
export function faultOf(status: ReaderStatus): ReaderFault | undefined {
  if (status.name === 'not-authorised') return { kind: 'sam-not-authorised' };
  if (status.name === 'self-test-failed') return { kind: 'sam-self-test-failed' };
  return undefined;
}

const REFUSALS: ReadonlySet<StatusName> = new Set(['card-rejects-sam', 'sam-rejects-card', 'verification-failed']);

/** Why this card was not read, from the status that ended the attempt. */
export function cardErrorOf(status: ReaderStatus, phase: CardPhase): ReaderError {
  const detail = `${phase} was answered with status ${status.code} (${status.name})`;
  if (status.name === 'unknown-card-type') return { kind: 'not-an-id-card' };
  if (REFUSALS.has(status.name)) return { kind: 'authentication-failed', detail };
  return faultOf(status) ?? { kind: 'read-failed', phase, detail };
}

/** Why a command outside the card's reading was not carried out. */
export function commandErrorOf(status: ReaderStatus, name: string): ReaderError {
  return faultOf(status) ?? { kind: 'refused', status: status.code, detail: `${name} was answered with status ${status.code} (${status.name})` };
}
