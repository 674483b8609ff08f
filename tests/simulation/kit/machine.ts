import type { Clock } from '#kernel/clock.ts';
import type { Life } from './life.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface MachineOptions {
  /** Milliseconds by which the wall clock is off at first. */
  readonly skewMs: number;
  /** Parts per million by which both clocks run fast (or slow, below zero). */
  readonly driftPpm: number;
}

/** Wall time of the simulation's instant 0 is the world's business; machines only differ from it. */
export class Machine {
  readonly #time: VirtualTime;
  readonly #startMs: number;
  readonly #rate: number;
  readonly #name: string;
  #boots = 0;
  #bootedAt = 0;
  #wallAtBoot: number;

  constructor(time: VirtualTime, name: string, startMs: number, { skewMs, driftPpm }: MachineOptions) {
    this.#time = time;
    this.#name = name;
    this.#startMs = startMs;
    this.#rate = 1 + driftPpm / 1e6;
    this.#wallAtBoot = startMs + skewMs;
    this.boot();
  }

  get bootId(): string {
    return `${this.#name}-boot-${this.#boots}`;
  }

  get wallMs(): number {
    return Math.floor(this.#wallAtBoot + this.#sinceBoot());
  }

  /** True wall time of the world, which no machine knows. */
  get trueMs(): number {
    return this.#startMs + this.#time.now;
  }

  /** Starts the machine; monotonic time begins anew. @param wallMs what the clock shows, when its battery is dead */
  boot(wallMs: number = this.wallMs): void {
    this.#wallAtBoot = wallMs;
    this.#bootedAt = this.#time.now;
    this.#boots += 1;
  }

  /** A person or a time server sets the wall clock. */
  setWall(wallMs: number): void {
    this.#wallAtBoot = wallMs - this.#sinceBoot();
  }

  /** This machine's clock as one process of it sees it: its timers die with it. */
  clockFor(life: Life): Clock {
    const boot = this.#boots;
    return {
      now: () => this.wallMs,
      monotonic: () => this.#sinceBoot(),
      after: (ms, run) => this.#time.after(ms / this.#rate, () => void (life.alive && this.#boots === boot && run())),
    };
  }

  #sinceBoot(): number {
    return (this.#time.now - this.#bootedAt) * this.#rate;
  }
}
