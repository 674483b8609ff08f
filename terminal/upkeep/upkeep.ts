import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import type { HallLink } from '../hall/hall-link.ts';
import { DailyBackup } from './daily-backup.ts';
import { depositStoreKey } from './deposit-key.ts';

export interface UpkeepOptions {
  readonly store: TerminalStore;
  readonly link: HallLink;
  readonly clock: Clock;
  readonly log: Log;
  /** The data folder. */
  readonly folder: string;
  readonly terminalId: string;
  readonly storeKey: Uint8Array;
}

/** What keeps the terminal's data safe beside the daily work: the daily copy, the recovery copy of the key, word of new logs. */
export class Upkeep {
  readonly #options: UpkeepOptions;
  readonly #backup: DailyBackup;
  readonly #unlisten: () => void;
  #deposit: 'wanted' | 'trying' | 'done' = 'wanted';
  #state: HallLink['state'] = 'connecting';

  constructor(options: UpkeepOptions) {
    this.#options = options;
    this.#backup = new DailyBackup(options);
    this.#unlisten = options.link.onChange(() => this.#look());
    this.#tellNewLog();
    this.#look();
  }

  async stop(): Promise<void> {
    this.#unlisten();
    await this.#backup.stop();
  }

  #look(): void {
    const { link } = this.#options;
    this.#backup.onDay(link.replica.businessDay);
    if (link.state === this.#state) return;
    this.#state = link.state;
    if (link.state !== 'online') return;
    // A fork is found out while connecting.
    this.#tellNewLog();
    if (this.#deposit === 'wanted') void this.#depositKey();
  }

  #tellNewLog(): void {
    const { store, log } = this.#options;
    store.takeLogNews().then(
      (news) => news && log('log-began', { cause: news.cause, numbers: news.numbers, held: news.held }),
      // The store's end is told by the store.
      () => {},
    );
  }

  /** Tried at every new contact until it is done: an older server does not know of it. */
  async #depositKey(): Promise<void> {
    const { link, terminalId, storeKey, log } = this.#options;
    this.#deposit = 'trying';
    try {
      this.#deposit = (await depositStoreKey(link.calls, terminalId, storeKey, log)) ? 'done' : 'wanted';
    } catch (cause) {
      this.#deposit = 'wanted';
      log('recovery-copy-end', { disposition: 'failed', keyId: '', detail: cause instanceof Error ? cause.message : String(cause) });
    }
  }
}
