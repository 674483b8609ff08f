import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { kioskContract, KioskSession, KioskTicket, KioskView } from '#contracts/terminal/kiosk-contract.ts';
import type { TestHall } from './hall.ts';

type Calls = ContractRouterClient<typeof kioskContract>;
type Kind = KioskSession['kind'];
type SessionOf<K extends Kind> = Extract<KioskSession, { kind: K }>;

/** How long a kiosk may take for anything a test waits for; only a test that fails ever gets there. */
const LIMIT_MS = 20_000;

/**
 * The kiosk's page without a browser: opened by the launch page's token, fed by the same view stream, touching by the
 * same calls. It finds its service again after a crash as the page does, with the cookie it has.
 */
export class KioskClient {
  readonly #test: TestHall;
  readonly #waiting = new Set<() => void>();
  readonly #stopping = new AbortController();
  #socket: WebSocket | null = null;
  #calls: Calls | null = null;
  #view: KioskView | null = null;
  #connections = 0;
  /** Changes of the hall so far: a kiosk that serves again is one. */
  #changes = 0;
  #changed: () => void = () => {};
  readonly #unsubscribe: () => void;

  private constructor(test: TestHall) {
    this.#test = test;
    this.#unsubscribe = test.dock.onChange(() => {
      this.#changes += 1;
      this.#changed();
    });
  }

  static async open(test: TestHall): Promise<KioskClient> {
    const page = readFileSync(path.join(test.folder, 'kiosk', 'launch-kiosk.html'), 'utf8');
    const origin = /action="(http[^"]+)\/launch"/.exec(page)![1]!;
    const token = /name="token" value="([^"]+)"/.exec(page)![1]!;
    const launched = await fetch(`${origin}/launch`, { method: 'POST', body: new URLSearchParams({ surface: 'kiosk', token }) });
    if (launched.status !== 200) throw new Error(`the kiosk refused its own launch page: ${launched.status}`);
    const client = new KioskClient(test);
    void client.#keepConnected(origin, launched.headers.get('set-cookie')!.split(';')[0]!);
    await client.until('the first view', () => true);
    return client;
  }

  /** The newest view; null while the service is away. */
  get view(): KioskView | null {
    return this.#view;
  }

  /** How often a service answered: one more after each restart. */
  get connections(): number {
    return this.#connections;
  }

  get calls(): Calls {
    if (!this.#calls) throw new Error('the kiosk is away');
    return this.#calls;
  }

  close(): void {
    this.#stopping.abort();
    this.#unsubscribe();
    this.#changed();
    this.#socket?.terminate();
  }

  /** Resolves with the first view that fits; looks at every view and never sleeps. */
  until(what: string, fits: (view: KioskView) => boolean): Promise<KioskView> {
    return new Promise((resolve, reject) => {
      const look = (): boolean => {
        const view = this.#view;
        if (view === null || !fits(view)) return false;
        clearTimeout(limit);
        this.#waiting.delete(look);
        resolve(view);
        return true;
      };
      const limit = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`the kiosk did not show within ${LIMIT_MS / 1000} s: ${what}\nlast ${this.#described()}\n${this.#test.lines.slice(-20).join('\n')}`));
      }, LIMIT_MS);
      if (!look()) this.#waiting.add(look);
    });
  }

  /** The session on the screen as soon as it is of that kind. */
  async untilSession<K extends Kind>(kind: K, fits: (session: SessionOf<K>) => boolean = () => true): Promise<SessionOf<K>> {
    const view = await this.until(`session ${kind}`, ({ session }) => session.kind === kind && fits(session as SessionOf<K>));
    return view.session as SessionOf<K>;
  }

  /** Goes home when another screen is still there, as the next person would. */
  async goHome(): Promise<void> {
    const view = await this.until('a screen that can be left', ({ session }) => session.kind !== 'working');
    if (view.session.kind !== 'home') await this.calls.home({ turn: view.turn });
    await this.untilSession('home');
  }

  /** Touches a business on the home screen. */
  async choose(businessId: string): Promise<void> {
    await this.goHome();
    const { taken } = await this.calls.chooseBusiness({ turn: this.#view!.turn, businessId });
    if (!taken) throw new Error(`the touch on ${businessId} met another screen: ${this.#described()}`);
  }

  /** Takes a ticket that needs no name and waits until the kiosk says that it is printed. */
  async takeTicket(businessId = 'tax'): Promise<KioskTicket> {
    await this.choose(businessId);
    return (await this.untilSession('result')).ticket;
  }

  #described(): string {
    return this.#view ? JSON.stringify({ session: this.#view.session, link: this.#view.link, reader: this.#view.reader, printer: this.#view.printer }) : 'view: none';
  }

  async #keepConnected(origin: string, cookie: string): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const before = this.#changes;
      // oxlint-disable-next-line no-await-in-loop -- one connection after the other
      await this.#connection(origin, cookie);
      // A service that is starting says so to the hall: no need to ask again before something changed.
      // oxlint-disable-next-line no-await-in-loop -- as above
      if (before === this.#changes && !this.#stopping.signal.aborted) await this.#nextChange();
    }
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }

  /** Lives as long as its connection. */
  async #connection(origin: string, cookie: string): Promise<void> {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc/kiosk`, { headers: { origin, cookie } });
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    const ended = new Promise<false>((resolve) => {
      socket.on('close', () => resolve(false));
      socket.on('error', () => resolve(false));
    });
    const opened = new Promise<true>((resolve) => socket.on('open', () => resolve(true)));
    if (!(await Promise.race([opened, ended]))) return;
    const calls: Calls = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
    this.#calls = calls;
    this.#connections += 1;
    try {
      for await (const view of await calls.watch()) this.#show(view);
    } catch {
      // The service went away.
    }
    await ended;
    this.#calls = null;
    this.#show(null);
  }

  #show(view: KioskView | null): void {
    this.#view = view;
    for (const look of this.#waiting) look();
  }
}
