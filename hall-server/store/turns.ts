/** `person`: somebody waits for the answer. `bulk`: a queue is being worked off. */
export type Lane = 'person' | 'bulk';

interface Waiting {
  readonly lane: Lane;
  readonly run: () => Promise<void>;
}

/**
 * One act at a time, persons first; within a lane in the order they asked. Every few turns a bulk act goes before a
 * person, so that the busiest morning cannot keep facts from arriving.
 */
export class Turns {
  readonly #waiting: Readonly<Record<Lane, Waiting[]>> = { person: [], bulk: [] };
  readonly #held: Record<Lane, number> = { person: 0, bulk: 0 };
  #busy = false;
  /** Persons served in a row while bulk waited. */
  #inARow = 0;
  readonly #breathe: () => Promise<void>;

  /** @param breathe lets the program take in what arrived meanwhile; awaited after each bulk act */
  constructor(breathe: () => Promise<void> = () => Promise.resolve()) {
    this.#breathe = breathe;
  }

  /** Acts of the lane that hold or wait for the turn. */
  depth(lane: Lane): number {
    return this.#held[lane];
  }

  take<T>(lane: Lane, act: () => Promise<T>): Promise<T> {
    this.#held[lane] += 1;
    return new Promise<T>((resolve, reject) => {
      const run = async (): Promise<void> => {
        try {
          resolve(await act());
        } catch (cause) {
          reject(cause);
        } finally {
          this.#held[lane] -= 1;
        }
      };
      this.#waiting[lane].push({ lane, run });
      if (!this.#busy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let next = this.#next(); next; next = this.#next()) {
      // oxlint-disable no-await-in-loop -- one at a time is the purpose
      await next.run();
      // A synchronous database never returns to the event loop by itself: without this a person could not even ask.
      if (next.lane === 'bulk') await this.#breathe();
      // oxlint-enable no-await-in-loop
    }
    this.#busy = false;
  }

  #next(): Waiting | undefined {
    const { person, bulk } = this.#waiting;
    const personsTurn = person.length > 0 && (bulk.length === 0 || this.#inARow < MOST_IN_A_ROW);
    this.#inARow = personsTurn && bulk.length > 0 ? this.#inARow + 1 : 0;
    return (personsTurn ? person : bulk).shift();
  }
}

/** Persons served before one bulk act is let through. */
const MOST_IN_A_ROW = 20;
