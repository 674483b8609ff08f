import { createHash } from 'node:crypto';
import { unwrap } from '#kernel/result.ts';
import type { Random } from '#kernel/random.ts';
import { OPERATION_VERSIONS } from '#contracts/sync/operation.ts';
import { openStoreHere } from '#offline-cache/open-store-here.ts';
import type { StoreKey } from '#offline-cache/keys/key-provider.ts';
import type { Enrolment, TerminalStore } from '#offline-cache/store-api.ts';
import { createSyncClient, type SyncClient } from '#offline-cache/sync/sync-client.ts';
import type { HallClient } from '#offline-cache/sync/hall-port.ts';
import { settleInterrupted } from '#terminal/kiosk/settle-interrupted.ts';
import type { TerminalKind } from '#hall-server/store/values.ts';
import type { Chance } from '../kit/chance.ts';
import { Disk } from '../kit/disk.ts';
import { around, Life } from '../kit/life.ts';
import type { Link } from '../kit/link.ts';
import { Machine, type MachineOptions } from '../kit/machine.ts';
import type { AtTerminal } from '../kit/planted.ts';
import { knock, wire, type ServerSide } from '../kit/wire.ts';
import { observedStore } from './observed-store.ts';
import type { Parts } from './parts.ts';
import { StoreFaults, type StoreDeath } from './store-faults.ts';

export interface TerminalOptions {
  readonly name: string;
  readonly kind: TerminalKind;
  readonly clocks: MachineOptions;
  /** Looks at the server's port during a backoff, as the product does. */
  readonly probes: boolean;
  /** An older program that writes and sends what the server said it cannot read. */
  readonly ignoresVersions: boolean;
  readonly link: Link;
  readonly server: ServerSide;
  readonly enrolment: Enrolment;
}

/** A running terminal service. */
export interface Service {
  readonly life: Life;
  readonly store: TerminalStore;
  readonly sync: SyncClient;
  readonly calls: HallClient;
}

/** As the product's service: so long it waits for the server's first word before it gives a number. */
const FIRST_WORD_MS = 2_000;

const KEY: StoreKey = { bytes: new Uint8Array(32).fill(7), algorithm: 'aegis', strength: 'weak' };

/** One terminal: a machine with a disk, a link, and a service that is started and dies. */
export class TerminalNode {
  readonly options: TerminalOptions;
  readonly machine: Machine;
  readonly disk: Disk;
  readonly #parts: Parts;
  readonly #chance: Chance;
  readonly #ids: Random;
  readonly #copies = new Map<string, number>();
  readonly #at: AtTerminal;
  readonly #faults: StoreFaults;
  #life: Life | null = null;
  #service: Service | null = null;
  #lastLink = '';
  #image: { readonly folder: string; readonly at: number } | null = null;
  #closeStore: () => Promise<void> = () => Promise.resolve();

  constructor(parts: Parts, options: TerminalOptions, disk = new Disk(parts.root, options.name)) {
    this.options = options;
    this.#parts = parts;
    this.#chance = parts.chance.of(options.name);
    this.#ids = this.#chance.of('ids').random;
    this.machine = new Machine(parts.time, options.name, parts.startMs, options.clocks);
    this.disk = disk;
    this.#at = { node: options.name, time: parts.time, chance: this.#chance.of('planted'), wallMs: () => this.machine.wallMs, memory: new Map() };
    this.#faults = new StoreFaults(this.#chance.of('crash'), (how, mangle) => this.kill(how, mangle));
  }

  get name(): string {
    return this.options.name;
  }

  get link(): Link {
    return this.options.link;
  }

  /** Whether the process runs, be it still starting. */
  get running(): boolean {
    return this.#life !== null;
  }

  /** The service, once it has started. */
  get service(): Service | null {
    return this.#service;
  }

  /** Starts the service on this machine. */
  async start(note = ''): Promise<void> {
    if (this.#life) return;
    const life = new Life();
    this.#life = life;
    const { history, planted, counts } = this.#parts;
    history.note({ kind: 'boot', node: this.name, bootId: this.machine.bootId, wallMs: this.machine.wallMs, note });
    const clock = this.machine.clockFor(life);
    const real = unwrap(
      openStoreHere({
        folder: this.disk.folder,
        key: KEY,
        clock,
        bootId: this.machine.bootId,
        machine: createHash('sha256').update(this.name).digest('hex'),
        random: this.#ids,
        onStep: (step) => this.#faults.passed(step, this.disk),
      }),
    );
    this.#closeStore = () => real.close();
    const faulty = planted?.store?.(real, this.#at) ?? real;
    const observed = observedStore(faulty, this.name, history, this.#copies, () => life.alive);
    const store = around(observed, (_name, _args, call) => {
      counts.storeCalls += 1;
      return life.guard(call);
    });
    const wireOptions = { time: this.#parts.time, link: this.link, server: this.options.server, life, served: () => void (counts.served += 1) };
    const raw = this.options.ignoresVersions ? ignoringVersions(wire(wireOptions)) : wire(wireOptions);
    const calls = planted?.port?.(raw, this.#at) ?? raw;
    const random = this.#chance.of(`backoff ${history.entries.length}`).random;
    const sync = createSyncClient({
      store,
      hall: calls,
      clock,
      bootId: this.machine.bootId,
      random: planted?.random?.(random, this.#at) ?? random,
      ...(this.options.probes ? { probe: () => knock(wireOptions) } : {}),
    });
    if ((await store.enrolment()) === null) await store.saveEnrolment(this.options.enrolment);
    await settleInterrupted({ store, printer: null, log: () => {} }, 0);
    sync.onChange(({ link }) => void (life.alive && this.#noteLink(link)));
    await sync.start();
    await sync.firstWord(FIRST_WORD_MS);
    if (life.alive) this.#service = { life, store, sync, calls };
  }

  #noteLink(link: string): void {
    if (link === this.#lastLink) return;
    this.#lastLink = link;
    this.#parts.history.note({ kind: 'link', node: this.name, state: link });
  }

  /** kill -9, or the plug: nothing is said; the files stay as they are, or as `mangle` leaves their copy. */
  kill(how: string, mangle: (folder: string) => void = () => {}): void {
    const life = this.#life;
    if (!life) return;
    this.#life = null;
    this.#service = null;
    this.#faults.disarm();
    life.end();
    this.#parts.history.note({ kind: 'died', node: this.name, how });
    const close = this.#closeStore;
    const { forget } = this.disk.crash();
    this.#parts.time.after(0, () => void close().then(forget));
    mangle(this.disk.folder);
    this.#parts.planted?.afterCrash?.(this.disk.folder, this.#at, KEY.bytes);
  }

  /** A raw copy of the disk under the running service, as an imaging tool makes it. */
  takeImage(): void {
    this.#image = { folder: this.disk.copyAside('image'), at: this.#parts.time.now };
  }

  /** The image in place of the disk; false when none was taken. */
  putImageBack(): boolean {
    const image = this.#image;
    if (!image) return false;
    this.kill('its disk is replaced by an old image');
    this.disk.putBack(image.folder);
    this.reboot();
    const { time, history } = this.#parts;
    history.note({ kind: 'terminal-restored', node: this.name, ageMs: time.now - image.at, linkUp: this.link.whole });
    return true;
  }

  /** The machine itself starts anew. @param wallMs what its clock shows then, when the battery is dead */
  reboot(wallMs?: number): void {
    this.machine.boot(wallMs);
  }

  killAtStep(death: StoreDeath): void {
    this.#faults.arm(death);
  }

  /** No death waits in the store any more. */
  calm(): void {
    this.#faults.disarm();
  }

  fillDisk(full: boolean): void {
    this.#faults.full = full;
  }

  /** An orderly end, as an update does it. */
  async stop(): Promise<void> {
    const service = this.#service;
    if (!service) return;
    this.#life = null;
    this.#service = null;
    this.#faults.disarm();
    await service.sync.stop();
    await service.store.close();
    service.life.end();
  }
}

/** What the handshake says of versions is not heeded. */
function ignoringVersions(calls: HallClient): HallClient {
  const newest = Object.fromEntries(Object.keys(OPERATION_VERSIONS).map((kind) => [kind, 99]));
  const handshake = async (...args: Parameters<HallClient['sync']['handshake']>) => ({ ...(await calls.sync.handshake(...args)), versions: newest });
  return { ...calls, sync: { ...calls.sync, handshake } };
}
