import { Mutex } from '#kernel/mutex.ts';

interface Turn {
  readonly mutex: Mutex;
  users: number;
  newest: number;
  present: AbortController | null;
}

/** One at a time per key, and the newest wins: whoever is at it is told to end, and one that was overtaken while it waited too. */
export class Turns {
  readonly #turns = new Map<string, Turn>();

  async take<T>(key: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const turn = this.#turns.get(key) ?? { mutex: new Mutex(), users: 0, newest: 0, present: null };
    this.#turns.set(key, turn);
    turn.users += 1;
    turn.newest += 1;
    const mine = turn.newest;
    turn.present?.abort();
    try {
      return await turn.mutex.withLock(async () => {
        const own = new AbortController();
        turn.present = own;
        if (mine !== turn.newest) own.abort();
        return run(own.signal);
      });
    } finally {
      turn.users -= 1;
      if (turn.users === 0) this.#turns.delete(key);
    }
  }
}
