import type { Clock } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { Enrolment, TerminalStore } from '#offline-cache/store-api.ts';
import { enrolErrorSentence } from '#offline-cache/transport/enrol-error.ts';
import { enrol } from '#offline-cache/transport/enrol.ts';

export interface EnrolTerminalOptions {
  readonly store: TerminalStore;
  readonly clock: Clock;
  readonly serverUrl: string;
  readonly code: string;
  readonly terminalName: string;
  readonly kind: 'kiosk' | 'window' | 'display';
}

/** Enrols and remembers it. A terminal that is enrolled already stays what it is. @returns one sentence on refusal */
export async function enrolTerminal({ store, ...request }: EnrolTerminalOptions): Promise<Result<Enrolment, string>> {
  const known = await store.enrolment();
  if (known) return err(`本终端已经登记为「${known.terminalName}」（${known.serverUrl}）；要重新登记请换一个数据目录 (enrolled already)`);
  const enrolled = await enrol(request);
  if (!enrolled.ok) return err(enrolErrorSentence(enrolled.error));
  const { enrolment, serverMs } = enrolled.value;
  await store.saveEnrolment(enrolment);
  await store.noteServer(serverMs, null, 'trusted');
  return ok(enrolment);
}
