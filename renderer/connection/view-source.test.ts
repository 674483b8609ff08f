import { describe, expect, it } from 'vitest';
import { deferred } from '#kernel/deferred.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import type { Connection } from './transport.ts';
import { LiveViewSource } from './view-source.ts';

interface Client {
  readonly name: string;
}

/** A service whose connections and views the test gives out by hand. */
class Service {
  attempts = 0;
  up = true;
  readonly #ends: (() => void)[] = [];
  readonly #views: ((view: string) => void)[] = [];

  connect = (): Promise<Connection<Client>> => {
    this.attempts += 1;
    if (!this.up) return Promise.reject(new Error('refused'));
    const closed = deferred<void>();
    this.#ends.push(() => closed.resolve());
    return Promise.resolve({ client: { name: `connection ${this.attempts}` }, closed: closed.promise, close: () => closed.resolve() });
  };

  watch = (_client: Client, signal: AbortSignal): Promise<AsyncIterable<string>> => {
    const waiting: string[] = [];
    let wake = deferred<void>();
    this.#views.push((view) => {
      waiting.push(view);
      wake.resolve();
    });
    signal.addEventListener('abort', () => wake.resolve(), { once: true });
    return Promise.resolve(
      (async function* views() {
        while (!signal.aborted) {
          await wake.promise;
          wake = deferred<void>();
          yield* waiting.splice(0);
        }
        throw new Error('stream broke');
      })(),
    );
  };

  send(view: string): void {
    this.#views.at(-1)!(view);
  }

  breakDown(): void {
    this.#ends.at(-1)!();
  }
}

function start(up = true): { readonly service: Service; readonly clock: SimulatedClock; readonly source: LiveViewSource<string, Client>; readonly stop: () => void } {
  const service = new Service();
  service.up = up;
  const clock = new SimulatedClock();
  const source = new LiveViewSource<string, Client>(service.connect, service.watch, clock);
  const end = new AbortController();
  void source.run(end.signal);
  return { service, clock, source, stop: () => end.abort() };
}

describe('a view source', () => {
  it('holds the newest view and when it came', async () => {
    const { service, clock, source, stop } = start();
    await clock.advance(1000);
    service.send('first');
    service.send('second');
    await clock.advance(0);
    expect(source.state()).toMatchObject({ view: 'second', stream: 'live', receivedAtMs: 1000, lostAtMs: null });
    stop();
  });

  it('keeps the last view when the service goes and says since when', async () => {
    const { service, clock, source, stop } = start();
    await clock.advance(0);
    service.send('home');
    await clock.advance(500);
    service.up = false;
    service.breakDown();
    await clock.advance(5000);
    expect(source.state()).toMatchObject({ view: 'home', stream: 'lost', lostAtMs: 500 });
    stop();
  });

  it('comes back by itself, soon', async () => {
    const { service, clock, source, stop } = start();
    await clock.advance(0);
    service.send('home');
    await clock.advance(0);
    service.breakDown();
    await clock.advance(200);
    service.send('home again');
    await clock.advance(0);
    expect(source.state()).toMatchObject({ view: 'home again', stream: 'live' });
    stop();
  });

  it('tries less often the longer the service stays away, and never stops trying', async () => {
    const { service, clock, stop } = start(false);
    await clock.advance(10_000);
    const inTenSeconds = service.attempts;
    await clock.advance(60_000);
    expect(inTenSeconds).toBeLessThan(8);
    expect(service.attempts - inTenSeconds).toBe(20);
    stop();
  });

  it('answers an act without a connection with null: nothing is known of its outcome', async () => {
    const { service, clock, source, stop } = start();
    await clock.advance(0);
    expect(await source.act(({ name }) => Promise.resolve(name))).toBe('connection 1');
    expect(await source.act(() => Promise.reject(new Error('broke')))).toBeNull();
    service.up = false;
    service.breakDown();
    await clock.advance(0);
    expect(await source.act(({ name }) => Promise.resolve(name))).toBeNull();
    stop();
  });

  it('leaves no timer behind when it is stopped', async () => {
    const { clock, stop } = start(false);
    await clock.advance(1000);
    stop();
    await clock.advance(10_000);
    expect(clock.pendingTimers).toBe(0);
  });
});
