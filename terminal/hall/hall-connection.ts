import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import type { Replica } from '#offline-cache/store-api.ts';
import type { SyncClient, SyncStatus } from '#offline-cache/sync/sync-client.ts';
import { BurstLimit } from './burst-limit.ts';
import type { HallClient, HallLink } from './hall-link.ts';
import { UploadProgress } from './upload-progress.ts';

/** The sync client and the calls of one hall, as the screens see them. */
export class HallConnection implements HallLink {
  readonly calls: HallClient;
  readonly #sync: SyncClient;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  readonly #close: () => Promise<void>;
  readonly #burst: BurstLimit;
  readonly #progress: UploadProgress;
  /** What the replica on the disk is true as of: old news, not the time now. */
  #storedAsOfMs: number | null | undefined;
  /** The newest server time and the monotonic instant it was heard at. */
  #heard: { readonly serverMs: number; readonly atMs: number } | null = null;

  /** @param serverMs the server's time now as far as the store can tell, or null */
  constructor(sync: SyncClient, calls: HallClient, clock: Clock, log: Log, close: () => Promise<void>, serverMs: number | null) {
    this.#sync = sync;
    this.calls = calls;
    this.#clock = clock;
    this.#close = close;
    this.#burst = new BurstLimit(clock, () => this.#tell());
    this.#progress = new UploadProgress(clock, () => this.#burst.changed());
    this.#observe(sync.status);
    if (serverMs !== null) this.#heard = { serverMs, atMs: clock.monotonic() };
    let state = sync.link;
    let trust = sync.status.clockTrust;
    let lost = sync.status.files.lost;
    sync.onReplica((replica) => this.#hear(replica));
    sync.onChange((status) => {
      if (status.link !== state) log('link-changed', { state: status.link, pending: status.pending, detail: status.fault?.kind ?? '' });
      if (status.clockTrust !== trust) log('clock-trust-changed', { trust: status.clockTrust, offMs: Math.round(clock.now() - this.time.nowMs) });
      state = status.link;
      if (status.files.lost > lost) log('files-lost', { count: status.files.lost });
      trust = status.clockTrust;
      lost = status.files.lost;
      this.#observe(status);
      this.#burst.changed();
    });
  }

  get state(): HallLink['state'] {
    return this.#sync.link;
  }

  get replica(): Replica {
    return this.#sync.replica;
  }

  get pending(): number {
    return this.#sync.status.pending;
  }

  get upload(): HallLink['upload'] {
    return this.#progress.view;
  }

  get concerns(): HallLink['concerns'] {
    const { parked, heldBack, files } = this.#sync.status;
    return { parked, heldBack, files: files.pages };
  }

  /** A wrong clock is corrected by the server's, aged by monotonic time; without either the machine's must do. */
  get time(): HallLink['time'] {
    const trusted = this.#sync.status.clockTrust === 'trusted';
    if (trusted || !this.#heard) return { nowMs: Math.round(this.#clock.now()), trusted };
    return { nowMs: Math.round(this.#heard.serverMs + this.#clock.monotonic() - this.#heard.atMs), trusted };
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  poke(): void {
    this.#sync.poke();
  }

  /** Resolves once `pending` counts everything that was stored before. */
  recount(): Promise<void> {
    return this.#sync.recount();
  }

  async stop(): Promise<void> {
    this.#burst.stop();
    this.#progress.stop();
    await this.#sync.stop();
    await this.#close();
  }

  #hear(replica: Replica): void {
    if (this.#storedAsOfMs === undefined) this.#storedAsOfMs = replica.asOfMs;
    if (replica.asOfMs !== null && replica.asOfMs !== this.#storedAsOfMs && replica.asOfMs !== this.#heard?.serverMs) {
      this.#heard = { serverMs: replica.asOfMs, atMs: this.#clock.monotonic() };
    }
    this.#burst.changed();
  }

  #observe({ link, pending, heldBack }: SyncStatus): void {
    this.#progress.observe({ link, pending, heldBack: heldBack !== null });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
