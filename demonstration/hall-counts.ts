import { z } from 'zod';
import type { CancelTimer, Clock } from '#kernel/clock.ts';
import type { DockView } from '#contracts/demonstration/dock-contract.ts';
import { askAdmin } from './hall-admin.ts';

/** How often the counts are compared; people watch them. */
const COMPARE_MS = 1_000;

const kioskReport = z.object({ report: z.object({ issuedToday: z.number(), pending: z.number() }) });

/** What kiosk and hall server each say they issued, side by side; null while one does not say. */
export class HallCounts {
  readonly #clock: Clock;
  readonly #serverFolder: string;
  readonly #changed: () => void;
  #kioskId: string | null = null;
  #kioskIssued: number | null = null;
  #kioskPending: number | null = null;
  #serverFromKiosk: number | null = null;
  #cancel: CancelTimer = () => {};
  #stopped = false;

  constructor(clock: Clock, serverFolder: string, changed: () => void) {
    this.#clock = clock;
    this.#serverFolder = serverFolder;
    this.#changed = changed;
  }

  get view(): Omit<DockView['counts'], 'printedTickets'> {
    return { kioskIssued: this.#kioskIssued, kioskPending: this.#kioskPending, serverFromKiosk: this.#serverFromKiosk };
  }

  start(): void {
    if (this.#stopped) return;
    this.#cancel = this.#clock.after(COMPARE_MS, () => void this.compare().then(() => this.start()));
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  kioskIs(terminalId: string): void {
    this.#kioskId = terminalId;
  }

  /** @returns whether the line was a report of the kiosk */
  take(line: string): boolean {
    if (!line.startsWith('{"report"')) return false;
    const parsed = kioskReport.safeParse(jsonOf(line));
    // A kiosk that is killed in the middle of a line leaves half of one.
    if (!parsed.success) return false;
    this.#kioskIssued = parsed.data.report.issuedToday;
    this.#kioskPending = parsed.data.report.pending;
    this.#changed();
    return true;
  }

  /** Asks the server now. While it is away its last word stays. */
  async compare(): Promise<number | null> {
    const before = this.#serverFromKiosk;
    try {
      const answer = await askAdmin(this.#serverFolder, { command: 'figures' });
      if (answer.kind === 'figures' && this.#kioskId) this.#serverFromKiosk = answer.byTerminal[this.#kioskId] ?? 0;
    } catch {
      // The server is down or just starting.
    }
    if (this.#serverFromKiosk !== before) this.#changed();
    return this.#serverFromKiosk;
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
