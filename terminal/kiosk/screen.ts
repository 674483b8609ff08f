import type { CancelTimer, Clock } from '#kernel/clock.ts';
import type { KioskSession, KioskView } from '#contracts/terminal/kiosk-contract.ts';

/** How long a screen stays and whether the person is warned before it goes. */
export interface Stay {
  readonly ms: number;
  /** 0: goes without a warning, because nothing is lost. */
  readonly warnMs: number;
  readonly leave: () => void;
}

/**
 * The screen now shown: a session, the turn it belongs to and the time it may stay. A touch that names an older turn
 * meets nothing, so a double tap or a late one does no harm.
 */
export class Screen {
  readonly #clock: Clock;
  readonly #changed: () => void;
  #session: KioskSession = { kind: 'home' };
  #turn: number;
  #stay: Stay | null = null;
  #until = 0;
  #cancel: CancelTimer = nothing;

  /** @param firstTurn random, so that a touch from before a restart does not fit by chance */
  constructor(clock: Clock, firstTurn: number, changed: () => void) {
    this.#clock = clock;
    this.#turn = firstTurn;
    this.#changed = changed;
  }

  get session(): KioskSession {
    return this.#session;
  }

  get turn(): number {
    return this.#turn;
  }

  get expires(): KioskView['expires'] {
    if (!this.#stay) return null;
    const inMs = Math.max(0, Math.round(this.#until - this.#clock.monotonic()));
    return { inMs, warnMs: this.#stay.warnMs, extendable: this.#stay.warnMs > 0 };
  }

  /** A new screen with a new turn. */
  show(session: KioskSession, stay: Stay | null): void {
    this.#session = session;
    this.#turn += 1;
    this.#arm(stay);
    this.#changed();
  }

  /** The same screen with something changed on it: same turn, same time left. */
  amend(session: KioskSession): void {
    this.#session = session;
    this.#changed();
  }

  /** The whole time again. @returns whether there was anything to extend */
  extend(): boolean {
    if (!this.#stay) return false;
    this.#arm(this.#stay);
    this.#changed();
    return true;
  }

  stop(): void {
    this.#cancel();
  }

  #arm(stay: Stay | null): void {
    this.#cancel();
    this.#cancel = nothing;
    this.#stay = stay;
    if (!stay) return;
    this.#until = this.#clock.monotonic() + stay.ms;
    this.#cancel = this.#clock.after(stay.ms, stay.leave);
  }
}

function nothing(): void {}
