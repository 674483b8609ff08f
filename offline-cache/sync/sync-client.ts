import { isDeepStrictEqual } from 'node:util';
import { withTimeout, type Clock } from '#kernel/clock.ts';
import { deferred } from '#kernel/deferred.ts';
import type { Random } from '#kernel/random.ts';
import type { ClockTrust } from '#domain/time/stamp.ts';
import type { Replica, TerminalStore } from '../store-api.ts';
import type { BlobFolder } from '../blobs/blob-folder.ts';
import type { FilesWaiting } from '../blobs/file-api.ts';
import type { FilesPort } from '../blobs/files-port.ts';
import { runUploads } from '../blobs/run-uploads.ts';
import { backoffDelay } from './backoff.ts';
import { createCaller } from './caller.ts';
import { NewIncarnation } from './feed-reader.ts';
import type { HallPort } from './hall-port.ts';
import { PROBE_EVERY_MS, PROBE_MS, SHORT_SESSION_MS } from './limits.ts';
import { linkFault, type LinkFault } from './link-fault.ts';
import { Forked, type HeldBack } from './pusher.ts';
import { ReplicaHolder } from './replica-holder.ts';
import { runSession, WatchEnded, type SessionNews } from './session.ts';
import { Waker } from './waker.ts';

export type LinkState = 'connecting' | 'online' | 'offline';

export interface SyncOptions {
  readonly store: TerminalStore;
  readonly hall: HallPort;
  /** Its monotonic time must count from the start of the machine: `machineClock`. */
  readonly clock: Clock;
  readonly bootId: string;
  readonly random: Random;
  /** Whether the server's port answers, cheaply and without a word of the protocol; ends a long backoff early. */
  readonly probe?: (signal: AbortSignal) => Promise<boolean>;
  /** Scanned pages are brought over too, whenever nothing else is under way. */
  readonly files?: { readonly blobs: BlobFolder; readonly port: FilesPort };
}

export interface SyncStatus {
  readonly link: LinkState;
  /** Why the link is not up; null while it is or before the first try has ended. */
  readonly fault: LinkFault | null;
  /** Facts stored here and not yet applied at the server. */
  readonly pending: number;
  /** Facts the server could not apply; staff must look. */
  readonly parked: number;
  /** The first fact that waits for a newer server. */
  readonly heldBack: HeldBack | null;
  readonly clockTrust: ClockTrust;
  /** Pages stored here that the server does not have yet, and those that were lost. */
  readonly files: FilesWaiting;
}

export interface SyncClient {
  readonly status: SyncStatus;
  readonly link: LinkState;
  readonly replica: Replica;
  /** Loads the replica from the store and begins; resolves before the first contact. */
  start(): Promise<void>;
  /**
   * Resolves when the first try to reach the server has told whether this log fits it, or has failed, at most `mostMs`
   * later. A terminal waits for this before it gives its first number: with a server in reach, a disk that was put back
   * from an old copy is found out (and its leases dropped) before it can give a number twice.
   */
  firstWord(mostMs: number): Promise<void>;
  /** Ends every call and waits until nothing runs any more. The store stays open. */
  stop(): Promise<void>;
  /** Something was stored, or the network came up: look now instead of at the next heartbeat. */
  poke(): void;
  /** Resolves once `pending` and `parked` count everything that was stored before. */
  recount(): Promise<void>;
  onChange(listener: (status: SyncStatus) => void): () => void;
  onReplica(listener: (replica: Replica) => void): () => void;
}

/** Keeps store and hall server in step: queue not empty and server reachable means progress, whatever was missed. */
export function createSyncClient(options: SyncOptions): SyncClient {
  return new Client(options);
}

class Client implements SyncClient {
  readonly #options: SyncOptions;
  readonly #replica: ReplicaHolder;
  readonly #waker = new Waker();
  readonly #uploadWaker = new Waker();
  readonly #listeners = new Set<(status: SyncStatus) => void>();
  readonly #stopping = new AbortController();
  #status: SyncStatus = { link: 'connecting', fault: null, pending: 0, parked: 0, heldBack: null, clockTrust: 'untrusted', files: { pages: 0, bytes: 0, lost: 0 } };
  #attempt = 0;
  /** Whether the store holds a backoff that a restart would wait for. */
  #backingOff = false;
  #running: Promise<void> = Promise.resolve();
  readonly #firstWord = deferred<void>();

  constructor(options: SyncOptions) {
    this.#options = options;
    this.#replica = new ReplicaHolder(options.store);
  }

  get status(): SyncStatus {
    return this.#status;
  }

  get link(): LinkState {
    return this.#status.link;
  }

  get replica(): Replica {
    return this.#replica.value;
  }

  onChange(listener: (status: SyncStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  onReplica(listener: (replica: Replica) => void): () => void {
    return this.#replica.onChange(listener);
  }

  async start(): Promise<void> {
    await this.#replica.load();
    await this.#count();
    this.#running = this.#keepRunning().finally(() => this.#firstWord.resolve());
  }

  async firstWord(mostMs: number): Promise<void> {
    await withTimeout(this.#options.clock, mostMs, this.#firstWord.promise);
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the sync client was stopped'));
    this.#waker.wake();
    await this.#running;
  }

  poke(): void {
    this.#waker.wake();
    this.#uploadWaker.wake();
    void this.#count().catch(() => {});
  }

  recount(): Promise<void> {
    return this.#count();
  }

  /** Whatever breaks between two sessions, a listener too, costs a wait and not the loop: facts must go on being sent. */
  async #keepRunning(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#run();
      } catch (cause) {
        this.#attempt += 1;
        try {
          this.#set({ link: 'offline', fault: linkFault(cause) });
        } catch {
          // The same listener again; the others before it were told.
        }
        await this.#wait(backoffDelay(this.#attempt, this.#options.random));
      }
    }
  }

  async #run(): Promise<void> {
    const { store, clock } = this.#options;
    const { attempt, remainingMs } = await store.backoff();
    this.#attempt = Math.max(attempt, this.#attempt);
    this.#backingOff = this.#attempt > 0;
    // A service that restarts in a loop must not storm the server either.
    if (remainingMs > 0) await this.#wait(remainingMs, true);
    while (!this.#stopping.signal.aborted) {
      const begun = clock.monotonic();
      const cause = await this.#session();
      if (this.#stopping.signal.aborted) return;
      // A fork begins a new log, whose first handshake gives the word.
      if (!(cause instanceof Forked)) this.#firstWord.resolve();
      const expected = cause instanceof Forked || cause instanceof NewIncarnation || cause instanceof WatchEnded;
      if (clock.monotonic() - begun >= SHORT_SESSION_MS) this.#attempt = 0;
      if (!expected) this.#set({ link: 'offline', fault: linkFault(cause) });
      this.#attempt += 1;
      // These end a session but not the link: the next handshake will tell. Only when they repeat they have to wait.
      if (expected && this.#attempt === 1) continue;
      await this.#wait(backoffDelay(this.#attempt, this.#options.random));
    }
  }

  /** Runs until the session ends; gives what ended it. */
  async #session(): Promise<unknown> {
    const { store, hall, clock, bootId } = this.#options;
    const ending = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, ending.signal]);
    const uploads: { running?: Promise<void> } = {};
    try {
      return await runSession({
        store, hall, clock, bootId,
        caller: createCaller(clock, signal),
        replica: this.#replica,
        waker: this.#waker,
        tell: (news) => {
          this.#learn(news);
          if (news.kind === 'online') uploads.running ??= this.#upload(signal);
        },
      });
    } catch (cause) {
      return cause;
    } finally {
      ending.abort(new Error('the session ended'));
      await uploads.running;
      await this.#count().catch(() => {});
    }
  }

  /** Files go while the session lasts. They never end it. */
  async #upload(signal: AbortSignal): Promise<void> {
    const { files, store, clock, random } = this.#options;
    if (!files) return;
    const incarnation = this.#replica.value.cursor?.incarnation;
    if (incarnation !== undefined) await store.requeueForIncarnation(incarnation).catch(() => {});
    const changed = (): void => void this.#count().catch(() => {});
    signal.addEventListener('abort', () => this.#uploadWaker.wake(), { once: true });
    await runUploads({ ...files, store, clock, random, waker: this.#uploadWaker, changed }, signal);
  }

  #learn(news: SessionNews): void {
    if (news.kind === 'in-step') {
      this.#firstWord.resolve();
      return;
    }
    if (news.kind !== 'online') {
      if (news.kind === 'pushed' && news.heldBack !== this.#status.heldBack) this.#set({ heldBack: news.heldBack });
      void this.#count().catch(() => {});
      // A manifest may have been applied just now.
      this.#uploadWaker.wake();
      return;
    }
    this.#set({ link: 'online', fault: null, clockTrust: news.trust });
    if (!this.#backingOff) return;
    this.#backingOff = false;
    void this.#options.store.saveBackoff({ attempt: 0, remainingMs: 0 }).catch(() => {});
  }

  /**
   * Waits out the backoff; a port that answers after it was seen down ends it. Saved first, so that a restart waits on.
   * @param wasDown whether the server is already known to have been down
   */
  async #wait(ms: number, wasDown = false): Promise<void> {
    const { store, clock, random, probe } = this.#options;
    // A full disk must not end the loop: then only a restart waits less.
    await store.saveBackoff({ attempt: this.#attempt, remainingMs: ms }).catch(() => {});
    this.#backingOff = true;
    const until = clock.monotonic() + ms;
    let seenDown = wasDown;
    while (!this.#stopping.signal.aborted) {
      const left = until - clock.monotonic();
      if (left <= 0) return;
      const pause = probe ? Math.min(left, PROBE_EVERY_MS * (0.5 + random.next() / 2)) : left;
      const woken = await this.#waker.wait(clock, pause);
      // Between two sessions on a link that is not known to be down, news need not wait.
      if (woken && this.link === 'online') return;
      if (!probe || this.#stopping.signal.aborted) continue;
      const up = await createCaller(clock, this.#stopping.signal).call('probe', PROBE_MS, probe).catch(() => false);
      if (up && seenDown) {
        this.#attempt = 0;
        return;
      }
      seenDown ||= !up;
    }
  }

  async #count(): Promise<void> {
    const { store, files: hasFiles } = this.#options;
    const [{ pending, parked }, files] = await Promise.all([store.outbox(), hasFiles ? store.filesWaiting() : this.#status.files]);
    const before = this.#status;
    const same = pending === before.pending && parked === before.parked && isDeepStrictEqual(files, before.files);
    if (!same) this.#set({ pending, parked, files });
  }

  #set(change: Partial<SyncStatus>): void {
    this.#status = { ...this.#status, ...change };
    for (const listener of this.#listeners) listener(this.#status);
  }
}
