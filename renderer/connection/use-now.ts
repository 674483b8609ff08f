import { useEffect, useState } from 'react';
import type { Clock } from '#kernel/clock.ts';

/** Monotonic milliseconds, drawn again every `everyMs` while `running`. */
export function useNow(clock: Clock, everyMs = 1000, running = true): number {
  const [nowMs, setNowMs] = useState(() => clock.monotonic());
  useEffect(() => {
    if (!running) return;
    let cancel = (): void => {};
    const tick = (): void => {
      setNowMs(clock.monotonic());
      cancel = clock.after(everyMs, tick);
    };
    tick();
    return () => cancel();
  }, [clock, everyMs, running]);
  return nowMs;
}
