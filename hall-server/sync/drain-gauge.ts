/** Below this nobody notices. */
const SHORT_MS = 500;
/** A terminal is never kept from the feed longer than this. */
const LONGEST_MS = 60_000;
/** Whoever announced facts and then said nothing for so long is gone again. */
const GONE_MS = 30_000;
/** Milliseconds of one fact before any was measured. */
const FIRST_GUESS_MS = 0.3;
/** How much the newest measurement counts. */
const WEIGHT = 0.25;

/** Terminals come sooner than the line is measured, so that the server never waits for them: it may become faster. */
const EARLY = 0.75;
const EARLY_MS = 1_000;

interface Announced {
  readonly facts: number;
  /** Last word, or when the terminal was told to come. */
  readonly atMs: number;
}

/**
 * How long the facts will take that terminals have announced and not yet sent. After an outage of a whole city's link this
 * tells each terminal when to read what it missed, so that the reading of some does not hold up the facts of others.
 */
export class DrainGauge {
  /** In the order of their first word: the line. */
  readonly #announced = new Map<string, Announced>();
  #msPerFact = FIRST_GUESS_MS;
  #doneAtMs = 0;

  /** At the handshake. All times are of one monotonic clock, milliseconds. */
  announce(terminalId: string, facts: number, nowMs: number): void {
    if (facts > 0) this.#announced.set(terminalId, { facts, atMs: nowMs });
    else this.#announced.delete(terminalId);
  }

  /** Some of them are applied. @param begunMs when they came */
  done(terminalId: string, facts: number, begunMs: number, nowMs: number): void {
    const left = (this.#announced.get(terminalId)?.facts ?? 0) - facts;
    this.announce(terminalId, left, nowMs);
    // Batches are applied one after another: this one's turn began when it came, or when the one before was done.
    const ms = nowMs - Math.max(begunMs, this.#doneAtMs);
    if (facts > 0) this.#msPerFact += WEIGHT * (Math.min(ms / facts, 10) - this.#msPerFact);
    this.#doneAtMs = nowMs;
  }

  /** Milliseconds until it is the terminal's turn to send; 0 when nobody to speak of is before it. */
  sendAfter(terminalId: string, nowMs: number): number {
    let before = 0;
    for (const [id, announced] of this.#present(nowMs)) {
      if (id === terminalId) break;
      before += announced.facts;
    }
    const own = this.#announced.get(terminalId);
    const waitMs = this.costOf(before) * EARLY - EARLY_MS;
    if (!own || waitMs < SHORT_MS) return 0;
    const told = Math.min(LONGEST_MS, Math.round(waitMs));
    this.#announced.set(terminalId, { ...own, atMs: nowMs + told });
    return told;
  }

  /**
   * Milliseconds after which the terminal should read the feed; 0 when there is no crowd. Terminals are spread over as long
   * again, each at a place of its own.
   */
  catchUpAfter(terminalId: string, nowMs: number): number {
    let facts = 0;
    for (const [id, announced] of this.#present(nowMs)) if (id !== terminalId) facts += announced.facts;
    const drainMs = facts * this.#msPerFact;
    return drainMs < SHORT_MS ? 0 : Math.min(LONGEST_MS, Math.round(drainMs * (1 + placeOf(terminalId))));
  }

  /** Milliseconds that so many facts take. */
  costOf(facts: number): number {
    return facts * this.#msPerFact;
  }

  #present(nowMs: number): ReadonlyMap<string, Announced> {
    for (const [id, { atMs }] of this.#announced) if (nowMs - atMs > GONE_MS) this.#announced.delete(id);
    return this.#announced;
  }
}

/** Evenly in [0, 1) over the identifiers; the same for the same one. */
function placeOf(id: string): number {
  let mixed = 0x811c9dc5;
  for (const char of id) mixed = Math.imul(mixed ^ char.charCodeAt(0), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32;
}
