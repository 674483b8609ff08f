import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import type { SimulatedClock } from '#kernel/simulated-clock.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import { runInspectJob } from '../backup/inspect-job.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { configure } from '../catalogue/configure.ts';
import type { HallConfig } from '../config/hall-config.ts';
import { openHall, type OpenedHall } from '../open-hall.ts';
import type { HallServices } from '../hall-services.ts';
import type { BackupPlan } from '../settings.ts';
import type { TerminalKind } from '../store/values.ts';
import { secretHash } from '../terminals/enrolment.ts';
import { testConfig, type TestHallOptions } from './test-hall.ts';
import { TestTerminal } from './test-terminal.ts';

/** A hall on a simulated clock with a place for backups, that can be lost and restored. */
export class HallWithBackups {
  readonly root: string;
  readonly clock: SimulatedClock;
  readonly random;
  readonly config: HallConfig;
  hall: OpenedHall;

  constructor(clock: SimulatedClock, options: TestHallOptions & { readonly plan?: Partial<BackupPlan> | null; readonly under?: string; readonly seed?: number } = {}) {
    this.root = mkdtempSync(path.join(options.under ?? os.tmpdir(), 'hall-backups-'));
    this.clock = clock;
    mkdirSync(this.place);
    this.random = seededRandom(options.seed ?? 11);
    const plan: BackupPlan = { to: this.place, everyMinutes: 60, keep: 3, sealed: false, acceptSameDisk: true, ...options.plan };
    const base = testConfig(options);
    this.config = options.plan === null ? base : { ...base, settings: { ...base.settings, safeRetentionMs: Number.POSITIVE_INFINITY }, backup: plan };
    this.hall = this.open();
  }

  static async open(clock: SimulatedClock, options: ConstructorParameters<typeof HallWithBackups>[1] = {}): Promise<HallWithBackups> {
    const made = new HallWithBackups(clock, options);
    await made.hall.services.context.writer.run(configure(made.config.catalogue));
    return made;
  }

  get services(): HallServices {
    return this.hall.services;
  }

  newId(): string {
    return uuidV7(this.clock, this.random);
  }

  async enrol(name: string, kind: TerminalKind = 'kiosk'): Promise<TestTerminal> {
    const codeHash = secretHash(this.newId());
    await this.services.addEnrolmentCode({ codeHash, name, kind, validMs: 60_000 });
    const { answer } = await this.services.enrol({ codeHash, terminalName: name, kind, keyId: 'key-1', publicKey: 'cHVibGlj' });
    if (answer.kind !== 'enrolled') throw new Error(answer.kind);
    return new TestTerminal(this, answer.terminal);
  }

  get data(): string {
    return path.join(this.root, 'data');
  }

  get place(): string {
    return path.join(this.root, 'backups');
  }

  /** Checks on the caller's thread, so that nothing here waits for another. */
  open(): OpenedHall {
    const { data: dataFolder, clock, random, config } = this;
    return unwrap(openHall({ dataFolder, clock, random, config, inspect: async (job) => runInspectJob(job) }));
  }

  /** As the network's end does: nobody goes on listening to a server that is gone. */
  async stop(): Promise<void> {
    this.services.hub.close();
    await this.hall.close();
  }

  async reopen(): Promise<void> {
    await this.stop();
    this.hall = this.open();
  }

  async backup(sealed = false): Promise<string> {
    return unwrap(await this.hall.operations.backup(this.place, sealed)).folder;
  }

  /** The server is lost and comes back from this backup. */
  async restore(from: string, recoveryKey: string | null = null) {
    await this.stop();
    const { data, clock, random } = this;
    const restored = unwrap(await restoreBackup({ from, data, replace: true, recoveryKey, clock, random }));
    this.hall = this.open();
    await this.hall.services.closeDay();
    await this.hall.services.tendRecovery();
    return restored;
  }

  async close(): Promise<void> {
    await this.hall.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}
