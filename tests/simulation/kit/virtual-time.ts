import type { CancelTimer } from '#kernel/clock.ts';

interface Event {
  readonly at: number;
  readonly order: number;
  run: (() => void) | null;
}

const TICK_MS = 0.001;

/** More events than this at one instant are a loop that time cannot get out of. */
const MOST_AT_ONE_INSTANT = 50_000;

/**
 * The one time line of a simulation, in milliseconds from 0. Events of one instant run in the order they were set; after
 * each, everything it set off runs to its next wait before time moves on. Nothing here looks at a real clock.
 */
export class VirtualTime {
  #now = 0;
  #order = 0;
  #ran = 0;
  #atInstant = 0;
  readonly #heap: Event[] = [];

  get now(): number {
    return this.#now;
  }

  /** How many events have run: a measure of how much was simulated. */
  get ran(): number {
    return this.#ran;
  }

  after(ms: number, run: () => void): CancelTimer {
    // Real clocks tick: a wait too short to move this one would never end.
    const event: Event = { at: this.#now + (ms > 0 ? Math.max(TICK_MS, ms) : 0), order: (this.#order += 1), run };
    push(this.#heap, event);
    return () => {
      event.run = null;
    };
  }

  /** Waits in simulated time. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve));
  }

  /** Runs everything due before `until`; ends early when `done` says so, which is asked after every event. */
  async run(until: number, done: () => boolean = () => false): Promise<void> {
    await settled();
    while (!done()) {
      const next = this.#heap[0];
      if (!next || next.at > until) {
        this.#now = until;
        return;
      }
      pop(this.#heap);
      if (!next.run) continue;
      this.#atInstant = next.at === this.#now ? this.#atInstant + 1 : 0;
      if (this.#atInstant > MOST_AT_ONE_INSTANT) throw new Error(`time does not move on at ${this.#now} ms`);
      this.#now = next.at;
      this.#ran += 1;
      next.run();
      await settled();
    }
  }

  /** Runs until the promise has an outcome. @throws Error when nothing is left that could bring it about */
  async wait<T>(work: Promise<T>): Promise<T> {
    const state = { over: false };
    const end = (): void => void (state.over = true);
    work.then(end, end);
    await settled();
    while (!state.over) {
      if (this.#heap.length === 0) throw new Error('the simulation waits for something that cannot come');
      await this.run(this.#heap[0]!.at, () => state.over);
    }
    return work;
  }
}

/** All microtasks run before the next turn of the event loop, however deep their chains are. */
function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

function earlier(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Event[], event: Event): void {
  let at = heap.length;
  heap.push(event);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!earlier(event, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && earlier(heap[child + 1]!, heap[child]!)) child += 1;
    if (!earlier(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}
