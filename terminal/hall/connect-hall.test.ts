import { describe, expect, it } from 'vitest';
import type { ClockStamp } from '#domain/time/stamp.ts';
import { serverTimeAtStart } from './connect-hall.ts';

const HEARD_MS = Date.UTC(2026, 2, 2, 2, 20);

const store = (aged: number | null, stamp: Pick<ClockStamp, 'wallMs' | 'lastServerMs'>) => ({
  serverNow: async () => aged,
  stamp: async (): Promise<ClockStamp> => ({ bootId: 'b', monotonicMs: 1, trust: 'untrusted', ...stamp }),
});

describe('the time at the start of the service, before the hall server is heard', () => {
  it('is the server’s last word aged by monotonic time, whatever the clock says', async () => {
    expect(await serverTimeAtStart(store(HEARD_MS + 5_000, { wallMs: 0, lastServerMs: HEARD_MS }))).toBe(HEARD_MS + 5_000);
  });

  it('is the clock’s after a start of the machine, when it went on from there', async () => {
    expect(await serverTimeAtStart(store(null, { wallMs: HEARD_MS + 1, lastServerMs: HEARD_MS }))).toBeNull();
  });

  it('is never before what the server last said: the battery of such a clock is dead', async () => {
    expect(await serverTimeAtStart(store(null, { wallMs: Date.UTC(2015, 0, 1), lastServerMs: HEARD_MS }))).toBe(HEARD_MS);
  });

  it('is the clock’s when no server was ever heard', async () => {
    expect(await serverTimeAtStart(store(null, { wallMs: 7, lastServerMs: null }))).toBeNull();
  });
});
