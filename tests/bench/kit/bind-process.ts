import { once } from 'node:events';
import { sleep } from '#kernel/clock.ts';
import { secureRandom } from '#kernel/random.ts';
import { realClock } from '#kernel/real-clock.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import type { Enrolment } from '#offline-cache/store-api.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { connectHall } from '#offline-cache/transport/hall-client.ts';
import type { Binds } from './binder.ts';

/** A kiosk in a process of its own whose people take numbers again and again; answers every message with what became of it since. */
const [{ enrolment, businessId, everyMs }] = (await once(process, 'message')) as [{ readonly enrolment: Enrolment; readonly businessId: string; readonly everyMs: number }];
const { client } = connectHall(enrolment);
const bootId = readBootId();
const waits: number[] = [];
let failed = 0;
process.on('message', () => {
  process.send!({ waits: waits.splice(0), failed } satisfies Binds);
  failed = 0;
});
process.once('disconnect', () => process.exit(0));
process.send!('begun');
for (;;) {
  // oxlint-disable no-await-in-loop -- one person after another
  const at = machineClock.monotonic();
  await bind().then(
    () => waits.push(machineClock.monotonic() - at),
    () => (failed += 1),
  );
  await sleep(realClock, everyMs);
  // oxlint-enable no-await-in-loop
}

function bind(): Promise<unknown> {
  const clock = { bootId, monotonicMs: machineClock.monotonic(), wallMs: Math.round(machineClock.now()) };
  const takenAt = { ...clock, lastServerMs: null, trust: 'untrusted' } as const;
  const ticketId = uuidV7(realClock, secureRandom);
  return client.tickets.bindNumber({ ticketId, visitId: ticketId, businessId, person: null, purpose: 'apply', cases: 1, party: 1, onBehalf: 'self', takenAt, clock });
}
