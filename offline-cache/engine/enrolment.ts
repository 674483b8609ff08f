import type { EngineContext } from './context.ts';
import { readSetting, writeSetting } from './settings.ts';
import { beginNewLog } from '../log/new-log.ts';
import { trustNumbers } from '../numbers/after-new-log.ts';
import { clearReplica } from '../replica/replica-rows.ts';
import type { Enrolment } from '../store-api.ts';

export function loadEnrolment(context: Pick<EngineContext, 'row'>): Enrolment | null {
  return readSetting<Enrolment>(context, 'enrolment');
}

/**
 * Enrolled again: the server knows this machine under another name now. A new log carries what is still held, and blocks
 * leased to the old name are not used any more; what another hall told is forgotten.
 */
export function saveEnrolment(context: EngineContext, enrolment: Enrolment): void {
  const before = context.memory.enrolment;
  writeSetting(context, 'enrolment', enrolment);
  context.memory = { ...context.memory, enrolment };
  if (!before || before.terminalId === enrolment.terminalId) return;
  context.run('DELETE FROM lease');
  if (before.hallId !== enrolment.hallId) clearReplica(context);
  // Another name has a series of its own, of which nothing was ever given.
  trustNumbers(context);
  beginNewLog(context, { cause: 're-enrolled', numbers: 'kept', terminalId: enrolment.terminalId });
}
