import { createRouterClient } from '@orpc/server';
import { unwrap } from '#kernel/result.ts';
import { hallRouter } from '#hall-server/api/router.ts';
import { configure } from '#hall-server/catalogue/configure.ts';
import { HallServices } from '#hall-server/hall-services.ts';
import { openHall } from '#hall-server/open-hall.ts';
import type { HallStore } from '#hall-server/store/hall-store.ts';
import { HallWriter } from '#hall-server/store/hall-writer.ts';
import type { OperationRegistry } from '#hall-server/sync/read-operation.ts';
import { WatchHub } from '#hall-server/sync/watch-hub.ts';
import type { HallClient } from '#offline-cache/sync/hall-port.ts';
import type { FeedHint } from '#contracts/sync/feed.ts';
import { Disk, readFiles, tearCommit, type Files } from '../kit/disk.ts';
import { around, Life } from '../kit/life.ts';
import { Machine } from '../kit/machine.ts';
import type { ServerSide } from '../kit/wire.ts';
import { hallConfig } from './catalogue.ts';
import { observedHallStore } from './observed-hall-store.ts';
import type { Parts } from './parts.ts';

export interface HallOptions {
  /** Services on one store: 1, or 2 that write in turns. */
  readonly instances: 1 | 2;
  readonly leaseBlock: number;
  readonly registry: OperationRegistry;
}

/** When a server dies: at its next commits, before the commit, in the middle of it (power) or before the answer. */
export interface ServerDeath {
  readonly when: 'before-commit' | 'torn' | 'after-commit';
  readonly afterCommits: number;
}

/** How often the hall's date is looked at. */
const DAY_CHECK_MS = 20_000;

interface Running {
  readonly life: Life;
  readonly instances: readonly HallServices[];
}

/** The machine the hall server runs on. */
export class HallMachine {
  readonly #parts: Parts;
  readonly #options: HallOptions;
  readonly #machine: Machine;
  readonly #disk: Disk;
  readonly #memory = new Map<string, unknown>();
  readonly #backups: { readonly folder: string; readonly at: number }[] = [];
  #registry: OperationRegistry;
  /** From the first moment of its start on. */
  #process: { readonly life: Life; readonly close: () => Promise<void> } | null = null;
  /** Once it answers calls. */
  #running: Running | null = null;
  #death: { when: ServerDeath['when']; left: number } | null = null;
  /** Restored by a copy: the next start must renew the incarnation. */
  #restored: { readonly ageMs: number; readonly fromMs: number } | null = null;

  constructor(parts: Parts, options: HallOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#registry = options.registry;
    this.#machine = new Machine(parts.time, 'server', parts.startMs, { skewMs: 0, driftPpm: 0 });
    this.#disk = new Disk(parts.root, 'hall');
  }

  get up(): boolean {
    return this.#running !== null;
  }

  get folder(): string {
    return this.#disk.folder;
  }

  /** The instance that answers now, or null. */
  get services(): HallServices | null {
    return this.#running ? this.#parts.chance.one(this.#running.instances) : null;
  }

  /** Opens the folder as the server's start does; answers calls when that is done. */
  async start(): Promise<void> {
    if (this.#process) return;
    const life = new Life();
    const { chance } = this.#parts;
    const clock = this.#machine.clockFor(life);
    const random = chance.of(`server ids ${this.#parts.history.entries.length}`).random;
    const config = hallConfig(this.#options.leaseBlock);
    const opened = unwrap(openHall({ dataFolder: this.#disk.folder, clock, random, config, operations: this.#registry }));
    this.#process = { life, close: () => opened.close() };
    const { context } = opened.services;
    const instances: HallServices[] = [];
    const store = this.#store(context.writer.store, life, instances);
    const { incarnation, revision } = (await store.load([])).head;
    for (let i = 0; i < this.#options.instances; i += 1) {
      const writer = new HallWriter(store, clock, random);
      const hub = new WatchHub(clock, { incarnation, revision });
      writer.onCommit((hint) => this.#spread(hint, hub, instances));
      instances.push(new HallServices({ ...context, writer }, hub, random, this.#registry));
    }
    const [first] = instances;
    if (this.#restored) {
      const { ageMs, fromMs } = this.#restored;
      const renewed = await first!.renewIncarnation({ reason: 'restored', fromMs });
      for (const { hub } of instances) hub.moveHead({ incarnation: renewed, revision });
      this.#restored = null;
      this.#parts.history.note({ kind: 'server-restored', incarnation: renewed, ageMs });
    }
    await first!.context.writer.run(configure(config.catalogue));
    await first!.replayParked();
    await first!.closeDay();
    if (!life.alive) return;
    this.#running = { life, instances };
    const everyDayCheck = (): void => {
      clock.after(DAY_CHECK_MS, () => {
        void first!.closeDay();
        everyDayCheck();
      });
    };
    everyDayCheck();
    this.#parts.history.note({ kind: 'boot', node: 'server', bootId: this.#machine.bootId, wallMs: this.#machine.wallMs, note: `${Object.keys(this.#registry).length} kinds` });
  }

  /** The process ends at once; its files stay as they are. */
  kill(how: string): void {
    const ending = this.#process;
    this.#process = null;
    this.#running = null;
    this.#death = null;
    if (!ending) return;
    ending.life.end();
    const { forget } = this.#disk.crash();
    this.#parts.history.note({ kind: 'died', node: 'server', how });
    this.#parts.time.after(0, () => void ending.close().then(forget));
  }

  killAtCommit({ when, afterCommits }: ServerDeath): void {
    this.#death = { when, left: afterCommits };
  }

  /** Stops for good, without a crash. */
  async close(): Promise<void> {
    const ending = this.#process;
    this.#process = null;
    this.#running = null;
    ending?.life.end();
    await ending?.close();
  }

  /** A copy off the machine, as the hall's backup. */
  backUp(): void {
    const { time } = this.#parts;
    if (this.#running) this.#backups.push({ folder: this.#disk.copyAside(`backup-${this.#backups.length}`), at: time.now });
  }

  /** Puts the newest backup back that is at least so old. False when there is none young enough. */
  restore(leastMs: number, mostMs: number): boolean {
    const { time, startMs } = this.#parts;
    const backup = this.#backups.findLast(({ at }) => time.now - at >= leastMs && time.now - at <= mostMs);
    if (!backup) return false;
    this.kill('its disk is replaced by a backup');
    this.#disk.putBack(backup.folder);
    this.#restored = { ageMs: time.now - backup.at, fromMs: Math.floor(startMs + backup.at) };
    // Newer copies are of a future that does not exist any more.
    this.#backups.splice(this.#backups.indexOf(backup) + 1);
    return true;
  }

  /** Takes effect at the next start. */
  upgrade(registry: OperationRegistry): void {
    this.#registry = registry;
  }

  /** The server as the terminal with this token reaches it. */
  sideFor(token: string, instance: () => number): ServerSide {
    const clients = new WeakMap<HallServices, HallClient>();
    return {
      answering: () => {
        const running = this.#running;
        if (!running) return null;
        const services = running.instances[instance() % running.instances.length]!;
        let client = clients.get(services);
        if (!client) {
          client = createRouterClient(hallRouter(services, 'digest key'), { context: { authorization: `Bearer ${token}` } });
          clients.set(services, client);
        }
        return { client, life: running.life };
      },
    };
  }

  /** An instance tells its own watchers at once; the others hear of it a little later, or not at all. */
  #spread(hint: FeedHint, own: WatchHub, instances: readonly HallServices[]): void {
    own.publish(hint);
    for (const { hub } of instances) {
      if (hub === own || this.#parts.chance.happens(0.1)) continue;
      this.#parts.time.after(this.#parts.chance.between(1, 300), () => hub.publish(hint));
    }
  }

  #store(real: HallStore, life: Life, instances: readonly HallServices[]): HallStore {
    const { history, planted, time, chance } = this.#parts;
    const observed = observedHallStore(real, () => 'hall', history);
    const interrupt = async (): Promise<void> => {
      this.#passed('between-commits', null);
      await life.guard(() => time.sleep(chance.between(0, 4)));
    };
    const at = { time, chance, memory: this.#memory, instances: () => instances, interrupt };
    const inner = planted?.hallStore?.(observed, at) ?? observed;
    return around(inner, (name, _args, call) => life.guard(() => this.#work(name, call)));
  }

  async #work(name: string, call: () => Promise<unknown>): Promise<unknown> {
    const { time, chance } = this.#parts;
    if (name !== 'commit') {
      const answer = await call();
      // With two writers the hall may change between what is loaded and what is decided.
      if (this.#options.instances > 1 && name === 'load') await time.sleep(chance.between(0, 3));
      return answer;
    }
    const dying = this.#death && (this.#death.left -= 1) <= 0 ? this.#death.when : null;
    if (dying === 'before-commit') {
      this.#passed('before-commit', null);
      return new Promise(() => {});
    }
    const files = dying === 'torn' ? readFiles(this.#disk.folder) : null;
    const answer = await call();
    if (dying) this.#passed(dying, files);
    return answer;
  }

  #passed(when: ServerDeath['when'] | 'between-commits', files: Files | null): void {
    if (!this.#death || this.#death.left > 0 || !this.#process) return;
    if (when === 'between-commits' ? this.#death.when !== 'after-commit' : this.#death.when !== when) return;
    this.kill(when === 'torn' ? 'power cut in a commit' : when);
    if (files) this.#parts.history.note({ kind: 'fault', what: `server: commit ${tearCommit(this.#disk.folder, files, this.#parts.chance)}` });
  }
}
