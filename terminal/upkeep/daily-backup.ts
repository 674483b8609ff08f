import { rmSync } from 'node:fs';
import path from 'node:path';
import type { CancelTimer, Clock } from '#kernel/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import { BACKUP_FOLDER, backupDays, dailyFileName } from '#offline-cache/backup/daily-files.ts';
import { backupErrorSentence } from '#offline-cache/backup/store-backup.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';

/** Yesterday's must stay until today's is proven. */
const KEPT = 2;
/** After a new day is known the morning's first people come first; the copy stops the store for a moment. */
const QUIET_MS = 5 * 60_000;
/** A full disk will not be empty in a minute. */
const RETRY_MS = 60 * 60_000;

export interface DailyBackupOptions {
  readonly store: Pick<TerminalStore, 'backup'>;
  /** The data folder. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** One copy of the store per business day in `<data>/backup/`, the last two kept. */
export class DailyBackup {
  readonly #options: DailyBackupOptions;
  readonly #folder: string;
  #day: string | null = null;
  #cancel: CancelTimer | null = null;
  #working: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: DailyBackupOptions) {
    this.#options = options;
    this.#folder = path.join(options.folder, BACKUP_FOLDER);
  }

  /** Tells the business day whenever it may have changed. */
  onDay(day: string | null): void {
    if (day === null || day === this.#day || this.#stopped) return;
    this.#day = day;
    if (!backupDays(this.#folder).includes(day)) this.#plan(QUIET_MS);
  }

  /** Waits for a copy that is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#working;
  }

  #plan(ms: number): void {
    this.#cancel?.();
    this.#cancel = this.#options.clock.after(ms, () => {
      this.#cancel = null;
      this.#working = this.#backUp();
    });
  }

  async #backUp(): Promise<void> {
    const { store, clock, log } = this.#options;
    const file = path.join(this.#folder, dailyFileName(this.#day!));
    const begun = clock.monotonic();
    const failed = await store.backup(file).then(
      (made) => (made.ok ? null : backupErrorSentence(made.error)),
      (cause: unknown) => String(cause),
    );
    log('store-backup-end', { disposition: failed === null ? 'done' : 'failed', file, detail: failed ?? '', ms: clock.monotonic() - begun });
    if (failed === null) forget(this.#folder);
    else if (!this.#stopped) this.#plan(RETRY_MS);
  }
}

/** Only after a newer one is proven good; files with other names are somebody's. */
function forget(folder: string): void {
  for (const day of backupDays(folder).slice(0, -KEPT)) rmSync(path.join(folder, dailyFileName(day)), { force: true });
}
