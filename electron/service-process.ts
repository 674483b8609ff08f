import type { MessagePortMain, UtilityProcess } from 'electron';
import type { Surface } from '#contracts/terminal/common.ts';
import type { CancelTimer, Clock } from '#kernel/clock.ts';

/** Waits in milliseconds before the first, second … start after a crash; the last one repeats. */
export const RESTART_WAITS = [0, 500, 2000, 5000] as const;
/** A service that lived this long in milliseconds was sound: its next crash counts as the first. */
export const SOUND_AFTER_MS = 60_000;

export interface ServiceParts {
  readonly clock: Clock;
  /** Starts the process; it listens on process.parentPort. */
  readonly fork: () => Pick<UtilityProcess, 'once' | 'postMessage' | 'kill'>;
  readonly exited: (code: number) => void;
}

/** The terminal service as a process of its own. A crash closes its ports; the pages see that and ask for new ones. */
export class ServiceProcess {
  readonly #parts: ServiceParts;
  #child: ReturnType<ServiceParts['fork']> | undefined;
  #crashes = 0;
  #startedAt = 0;
  #cancel: CancelTimer | undefined;
  #stopped = false;
  /** Ports asked for between two lives of the service. */
  #waiting: { readonly surface: Surface; readonly port: MessagePortMain }[] = [];

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#child || this.#stopped) return;
    const child = this.#parts.fork();
    this.#child = child;
    this.#startedAt = this.#parts.clock.monotonic();
    child.once('exit', (code) => this.#onExit(code));
    for (const { surface, port } of this.#waiting.splice(0)) this.connect(surface, port);
  }

  /** Hands the service one end of a channel for a page of `surface`. */
  connect(surface: Surface, port: MessagePortMain): void {
    if (this.#child) this.#child.postMessage({ kind: 'connect', surface }, [port]);
    else if (this.#stopped) port.close();
    else this.#waiting.push({ surface, port });
  }

  /** Ends the service for good. It commits before it acknowledges, so being ended at any instant loses nothing. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#child?.kill();
    for (const { port } of this.#waiting.splice(0)) port.close();
  }

  #onExit(code: number): void {
    this.#child = undefined;
    if (this.#stopped) return;
    this.#parts.exited(code);
    const { clock } = this.#parts;
    this.#crashes = clock.monotonic() - this.#startedAt >= SOUND_AFTER_MS ? 1 : this.#crashes + 1;
    const wait = RESTART_WAITS[Math.min(this.#crashes, RESTART_WAITS.length) - 1]!;
    this.#cancel = clock.after(wait, () => this.start());
  }
}
