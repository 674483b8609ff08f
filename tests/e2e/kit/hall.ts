import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { realClock } from '#kernel/real-clock.ts';
import { type DemonstrationOptions, DemonstrationHall } from '#demonstration/hall.ts';

/** A whole hall in a folder of its own: real processes, devices on pseudo-terminals, a network that can be cut. */
export class TestHall {
  readonly folder: string;
  readonly hall: DemonstrationHall;
  readonly lines: string[] = [];
  readonly #ownsFolder: boolean;

  private constructor(folder: string, ownsFolder: boolean, change: Partial<DemonstrationOptions>) {
    this.folder = folder;
    this.#ownsFolder = ownsFolder;
    this.hall = new DemonstrationHall({
      folder,
      clock: realClock,
      port: 0,
      living: false,
      timeZone: zoneWhereItIsNoon(),
      say: () => {},
      onLine: (program, line) => this.lines.push(`${program}: ${line}`),
      ...change,
    });
  }

  static async start(change: Partial<DemonstrationOptions> = {}): Promise<TestHall> {
    const own = change.folder === undefined;
    const folder = change.folder ?? mkdtempSync(path.join(tmpdir(), 'yichuang-hall-'));
    const test = new TestHall(folder, own, change);
    try {
      await test.hall.start();
    } catch (error) {
      await test.stop();
      throw new Error(`${String(error)}\n${test.lines.join('\n')}`, { cause: error });
    }
    return test;
  }

  async stop(): Promise<void> {
    await this.hall.stop();
    if (this.#ownsFolder) rmSync(this.folder, { recursive: true, force: true });
  }

  get dock() {
    return this.hall.dock;
  }

  /** Resolves as soon as the dock's picture of the hall fits; looks at every change and never sleeps. */
  until(what: string, fits: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      if (fits()) return resolve();
      const limit = setTimeout(() => {
        unsubscribe();
        reject(new Error(`not within 20 s: ${what}\ncounts ${JSON.stringify(this.dock.view.counts)}\n${this.lines.slice(-30).join('\n')}`));
      }, 20_000);
      const unsubscribe = this.dock.onChange(() => {
        if (!fits()) return;
        clearTimeout(limit);
        unsubscribe();
        resolve();
      });
    });
  }

  /** Kiosk, paper and server agree on `count` tickets. */
  async untilAgreed(count: number): Promise<void> {
    await this.until(`${count} tickets printed, stored and synced`, () => {
      const { printedTickets, kioskIssued, kioskPending, serverFromKiosk } = this.dock.view.counts;
      return printedTickets === count && kioskIssued === count && kioskPending === 0 && serverFromKiosk === count;
    });
  }

  get counts() {
    return this.dock.view.counts;
  }
}

/** Whatever the hour the tests run at: in the hall no business day ends meanwhile. `Etc/GMT-8` is east of Greenwich. */
function zoneWhereItIsNoon(): string {
  const east = 12 - new Date(realClock.now()).getUTCHours();
  return east === 0 ? 'Etc/GMT' : `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;
}
