import type { HallClient } from '#offline-cache/sync/hall-port.ts';
import type { FeedHint } from '#contracts/sync/feed.ts';
import type { Life } from './life.ts';
import type { Link } from './link.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Where calls arrive: whichever server runs when they do. Null: nobody listens at that port. */
export interface ServerSide {
  /** The server as this terminal's token may call it, and the life of the process behind it. */
  answering(): { readonly client: HallClient; readonly life: Life } | null;
}

export interface WireOptions {
  readonly time: VirtualTime;
  readonly link: Link;
  readonly server: ServerSide;
  /** The terminal's process: with it its connections end. */
  readonly life: Life;
  /** Told the name of every call that reached the server. */
  readonly served: (name: string) => void;
}

/** Entries of a snapshot's page on this wire: small, so that the hall changes while pages are read. */
const SNAPSHOT_PAGE = 9;

/** The whole hall server as one terminal reaches it over its link. */
export function wire(options: WireOptions): HallClient {
  const call = <T>(name: string, input: unknown, ask: (client: HallClient, input: never) => Promise<T>): Promise<T> => remote(options, name, input, ask as never);
  const port = {
    sync: {
      handshake: (input: unknown) => call('handshake', input, (client, copy) => client.sync.handshake(copy)),
      push: (input: unknown) => call('push', input, (client, copy) => client.sync.push(copy)),
      pull: (input: unknown) => call('pull', input, (client, copy) => client.sync.pull(copy)),
      snapshot: (input: { readonly limit: number }) =>
        call('snapshot', { ...input, limit: SNAPSHOT_PAGE }, (client, copy) => client.sync.snapshot(copy)),
      watch: (_input: undefined, { signal }: { readonly signal?: AbortSignal } = {}) => watch(options, signal),
    },
    numbers: { lease: (input: unknown) => call('lease', input, (client, copy) => client.numbers.lease(copy)) },
    tickets: { bindNumber: (input: unknown) => call('bindNumber', input, (client, copy) => client.tickets.bindNumber(copy)) },
  };
  // The calls that kiosks and their sync clients make; others would fail loudly.
  return port as unknown as HallClient;
}

/** Whether the server's port answers; no word of the protocol. */
export function knock({ time, link, server }: WireOptions): Promise<boolean> {
  return new Promise((resolve) => {
    if (link.refuses()) return void time.after(1, () => resolve(false));
    link.send('up', () => {
      const up = server.answering() !== null;
      link.send('down', () => resolve(up));
    });
  });
}

function remote<T>({ time, link, server, served }: WireOptions, name: string, input: unknown, ask: (client: HallClient, input: unknown) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (link.refuses()) return void time.after(1, () => reject(new Error('network unreachable')));
    const message = link.copy(input);
    link.send('up', () => {
      const target = server.answering();
      if (!target) return link.send('down', () => reject(new Error('connection refused')));
      served(name);
      const { client, life } = target;
      // A process that is killed has its connections reset by the system.
      let answered = false;
      life.onEnd(() => void (answered || link.send('down', () => reject(new Error('connection reset')))));
      const serve = async (): Promise<void> => {
        try {
          const value = link.copy(await life.guard(() => ask(client, link.copy(message))));
          link.send('down', () => resolve(link.copy(value)));
        } catch (cause) {
          const copy = link.copyError(cause);
          link.send('down', () => reject(copy));
        }
        answered = true;
      };
      void serve();
    });
  });
}

/** Hints over the same link: each may be lost, late, doubled; the terminal hears of the end only when the link carries it. */
function watch({ time, link, server, served, life }: WireOptions, signal: AbortSignal | undefined): Promise<AsyncIteratorObject<FeedHint, void, void>> {
  return new Promise((resolve, reject) => {
    if (link.refuses()) return void time.after(1, () => reject(new Error('network unreachable')));
    const stream = new HintStream();
    signal?.addEventListener('abort', () => stream.end(), { once: true });
    link.send('up', () => {
      const target = server.answering();
      if (!target) return link.send('down', () => reject(new Error('connection refused')));
      served('watch');
      const ending = new AbortController();
      const hangUp = (): void => link.send('up', () => ending.abort());
      signal?.addEventListener('abort', hangUp, { once: true });
      life.onEnd(hangUp);
      target.life.onEnd(() => link.send('down', () => stream.fail(new Error('connection reset'))));
      const serve = async (): Promise<void> => {
        try {
          const hints = await target.life.guard(() => target.client.sync.watch(undefined, { signal: ending.signal }));
          link.send('down', () => resolve(stream));
          for (;;) {
            const step = await target.life.guard(async () => hints.next());
            if (step.done) break;
            const copy = link.copy(step.value);
            link.send('down', () => stream.give(copy));
          }
          link.send('down', () => stream.end());
        } catch (cause) {
          link.send('down', () => reject(link.copyError(cause)));
        }
      };
      void serve();
    });
  });
}

type Step = IteratorResult<FeedHint, void>;

class HintStream implements AsyncIteratorObject<FeedHint, void, void> {
  readonly #queue: FeedHint[] = [];
  #waiting: { readonly resolve: (step: Step) => void; readonly reject: (cause: Error) => void } | null = null;
  #over: { readonly cause: Error | null } | null = null;

  give(hint: FeedHint): void {
    if (this.#over) return;
    if (this.#waiting) this.#waiting.resolve({ done: false, value: structuredClone(hint) });
    else this.#queue.push(structuredClone(hint));
    this.#waiting = null;
  }

  end(): void {
    this.#finish(null);
  }

  fail(cause: Error): void {
    this.#finish(cause);
  }

  next(): Promise<Step> {
    const hint = this.#queue.shift();
    if (hint) return Promise.resolve({ done: false, value: hint });
    if (this.#over) return this.#over.cause ? Promise.reject(this.#over.cause) : Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  return(): Promise<Step> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #finish(cause: Error | null): void {
    if (this.#over) return;
    this.#over = { cause };
    if (cause) this.#waiting?.reject(cause);
    else this.#waiting?.resolve({ done: true, value: undefined });
    this.#waiting = null;
  }
}
