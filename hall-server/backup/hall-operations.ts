import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { CancelTimer } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { HallServices } from '../hall-services.ts';
import type { BackupPlan } from '../settings.ts';
import type { HallHead } from '../store/rows.ts';
import { readDatabaseKey } from '../store/sqlite/database-key.ts';
import { LAST_BACKUP_FILE } from '../store/sqlite/open-database.ts';
import { writeWhole } from '../whole-files.ts';
import type { Inspection } from './inspect-database.ts';
import { inspectAside, type InspectJob } from './inspect-job.ts';
import { makeBackup, pruneBackups, type MadeBackup } from './make-backup.ts';
import { markSafe, noteCondition } from './operations-acts.ts';

export interface OperationsOptions {
  readonly services: HallServices;
  readonly dataFolder: string;
  readonly copyDatabase: (file: string) => Promise<HallHead>;
  readonly plan: BackupPlan | null;
  /** Goes into the backups. */
  readonly configFile?: string | undefined;
  /** Default: in a thread of its own. */
  readonly inspect?: ((job: InspectJob) => Promise<Inspection>) | undefined;
}

const MINUTE_MS = 60_000;
/** A backup that failed is tried again this soon. */
const RETRY_MS = 10 * MINUTE_MS;
/** The whole database is read this often where no backup does it. */
const CHECK_MS = 24 * 60 * MINUTE_MS;
const CHECKING = '.check-';

/** Backups, checks and their results for the hall that runs here; one at a time. */
export class HallOperations {
  readonly plan: BackupPlan | null;
  readonly #options: OperationsOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: OperationsOptions) {
    this.#options = options;
    this.plan = options.plan;
  }

  /** Makes a verified backup; what lies in one at the planned place is safe from then on. The error is a sentence. */
  backup(to: string, sealed: boolean): Promise<Result<MadeBackup, string>> {
    return this.#oneAfterAnother(() => this.#backup(path.resolve(to), sealed));
  }

  /** Reads the whole database, off the server's path. The error says that it could not be looked at. */
  verify(): Promise<Result<Inspection, string>> {
    return this.#oneAfterAnother(() => this.#verify());
  }

  /** Backs up by the plan, or checks daily where there is none. The returned function ends it. */
  start(report: (where: string, text: string) => void): CancelTimer {
    const { clock } = this.#options.services.context.writer;
    let stopped = false;
    let cancel: CancelTimer = () => {};
    const again = (ms: number): void => {
      if (!stopped) cancel = clock.after(ms, () => void run());
    };
    const run = async (): Promise<void> => {
      const done = await this.#due().catch((error: unknown) => err(String(error)));
      if (!done.ok) report('operations', done.error);
      again(done.ok ? this.#everyMs : Math.min(RETRY_MS, this.#everyMs));
    };
    // A last time that lies ahead is a clock's that was put right since: nothing is known then, and nothing is put off.
    const firstIn = (ms: number): number => (ms < 0 ? MINUTE_MS : Math.max(MINUTE_MS, this.#everyMs - ms));
    void this.#sinceLast().then((ms) => again(firstIn(ms)), () => again(RETRY_MS));
    return () => {
      stopped = true;
      cancel();
    };
  }

  /** Waits until nothing runs any more. */
  async idle(): Promise<void> {
    await this.#last;
  }

  get #everyMs(): number {
    return this.plan ? this.plan.everyMinutes * MINUTE_MS : CHECK_MS;
  }

  async #due(): Promise<Result<unknown, string>> {
    if (!this.plan) {
      const found = await this.verify();
      return found.ok && found.value.problems.length > 0 ? err(found.value.problems.join('；')) : found;
    }
    return this.backup(this.plan.to, this.plan.sealed);
  }

  async #sinceLast(): Promise<number> {
    const { writer } = this.#options.services.context;
    const name = this.plan ? 'backup' : 'check';
    const work = await writer.read((_work, round) => (round === 0 ? [{ table: 'condition', keys: [[name]] }] : null));
    return writer.clock.now() - (work.table('condition').get(name)?.atMs ?? 0);
  }

  async #backup(to: string, sealed: boolean): Promise<Result<MadeBackup, string>> {
    const { services, dataFolder, copyDatabase, configFile, inspect } = this.#options;
    const { writer } = services.context;
    const madeAtMs = Math.floor(writer.clock.now());
    const made = await makeBackup({ data: dataFolder, to, sealed, configFile, madeAtMs, copyDatabase, ...(inspect && { inspect }) });
    if (!made.ok) {
      await writer.run(noteCondition('backup-try', { ok: false, place: to, sentence: made.error }));
      return made;
    }
    const { folder, manifest, bytes, sameDisk, damagedFiles } = made.value;
    // What is damaged here is put aside, so that the terminals that still hold it bring it again.
    for (const name of damagedFiles) await services.files.read(path.basename(name));
    const planned = this.plan !== null && path.resolve(this.plan.to) === to;
    const value = { ok: true, place: to, folder, madeAtMs, headVersion: manifest.headVersion, bytes, sealed, sameDisk, planned, damagedFiles: damagedFiles.map((name) => path.basename(name)) };
    await writer.run(noteCondition('backup', value));
    await writer.run(noteCondition('backup-try', value));
    writeWhole(path.join(dataFolder, LAST_BACKUP_FILE), JSON.stringify({ folder, madeAtMs }));
    if (planned && (!sameDisk || this.plan.acceptSameDisk)) await writer.run(markSafe(manifest.cursors));
    if (planned) pruneBackups(to, manifest.hallId, this.plan.keep, folder);
    return made;
  }

  async #verify(): Promise<Result<Inspection, string>> {
    const { services, dataFolder, copyDatabase, inspect = inspectAside } = this.#options;
    for (const left of readdirSync(dataFolder)) if (left.startsWith(CHECKING)) rmSync(path.join(dataFolder, left), { recursive: true, force: true });
    const folder = path.join(dataFolder, `${CHECKING}${Math.floor(services.context.writer.clock.now())}`);
    try {
      mkdirSync(folder, { mode: 0o700 });
      const copy = path.join(folder, 'copy.sqlite');
      await copyDatabase(copy);
      const found = await inspect({ copy, rawKey: readDatabaseKey(dataFolder)!.raw, compactTo: null });
      await services.context.writer.run(noteCondition('check', { ok: found.problems.length === 0, problems: found.problems }));
      return ok(found);
    } catch (error) {
      const sentence = `数据库检查没有做成（${error instanceof Error ? error.message : String(error)}）· the check failed`;
      await services.context.writer.run(noteCondition('check', { ok: false, problems: [sentence] }));
      return err(sentence);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #oneAfterAnother<T>(job: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(job, job);
    this.#last = turn.catch(() => {});
    return turn;
  }
}

/** The last verified backup that this folder's server made, for the sentence that says what to restore; null when none is known. */
export function lastBackup(dataFolder: string): string | null {
  const file = path.join(dataFolder, LAST_BACKUP_FILE);
  try {
    return existsSync(file) ? ((JSON.parse(readFileSync(file, 'utf8')) as { folder?: string }).folder ?? null) : null;
  } catch {
    return null;
  }
}
