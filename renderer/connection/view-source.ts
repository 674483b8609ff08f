import { sleep, type Clock } from '#kernel/clock.ts';
import type { Connect } from './transport.ts';

/** What a page knows: the last view it was sent, when, and whether the stream still runs. */
export interface ViewState<View> {
  readonly view: View | null;
  /** Monotonic milliseconds at which `view` came; meaningless while it is null. */
  readonly receivedAtMs: number;
  /** `lost`: the stream broke; the last view stays on the screen and its age is told. */
  readonly stream: 'connecting' | 'live' | 'lost';
  /** Monotonic milliseconds since when the stream is lost. */
  readonly lostAtMs: number | null;
}

/** A view stream as a page uses it, whatever brings it: a service or, for pictures, an example. */
export interface ViewSource<View, Client> {
  subscribe(changed: () => void): () => void;
  state(): ViewState<View>;
  /** Runs an act on the service; null when there is no connection or it broke: nothing is known of the outcome. */
  act<Answer>(run: (client: Client) => Promise<Answer>): Promise<Answer | null>;
}

/** Waits before the next attempt, milliseconds; the last one repeats. A local service restarts within a second or two. */
const BACKOFF_MS = [200, 400, 800, 1500, 3000] as const;

/** Keeps one view stream running for as long as the page lives, reconnecting by itself. */
export class LiveViewSource<View, Client> implements ViewSource<View, Client> {
  readonly #connect: Connect<Client>;
  readonly #watch: (client: Client, signal: AbortSignal) => Promise<AsyncIterable<View>>;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #state: ViewState<View> = { view: null, receivedAtMs: 0, stream: 'connecting', lostAtMs: null };
  #client: Client | null = null;

  constructor(connect: Connect<Client>, watch: (client: Client, signal: AbortSignal) => Promise<AsyncIterable<View>>, clock: Clock) {
    this.#connect = connect;
    this.#watch = watch;
    this.#clock = clock;
  }

  subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  state = (): ViewState<View> => this.#state;

  async act<Answer>(run: (client: Client) => Promise<Answer>): Promise<Answer | null> {
    if (this.#client === null) return null;
    try {
      return await run(this.#client);
    } catch {
      return null;
    }
  }

  /** Follows the stream until `signal` aborts. Call once. */
  async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      const before = this.#state.view;
      await this.#follow(signal).catch(() => undefined);
      this.#client = null;
      if (signal.aborted) return;
      this.#lose();
      failures = this.#state.view === before ? failures + 1 : 0;
      await sleep(this.#clock, BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)]!, signal).catch(() => undefined);
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const stop = (): void => ended.abort();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const connection = await this.#connect(ended.signal);
      this.#client = connection.client;
      void connection.closed.then(stop);
      for await (const view of await this.#watch(connection.client, ended.signal)) {
        this.#set({ view, receivedAtMs: this.#clock.monotonic(), stream: 'live', lostAtMs: null });
      }
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  #lose(): void {
    if (this.#state.stream === 'lost') return;
    this.#set({ ...this.#state, stream: this.#state.view === null ? 'connecting' : 'lost', lostAtMs: this.#clock.monotonic() });
  }

  #set(state: ViewState<View>): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
