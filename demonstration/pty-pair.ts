import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * A serial cable of two pseudo-terminals held together by socat: the driver opens one end, the simulator the other.
 * Pulling the cable ends socat, and both ends vanish as a USB adapter does.
 */
export class PtyPair {
  /** Where the driver looks; the same path after a re-plug. */
  readonly driverEnd: string;
  readonly deviceEnd: string;
  #socat: ChildProcess | null = null;

  constructor(folder: string, name: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.driverEnd = join(folder, name);
    this.deviceEnd = join(folder, `${name}.device`);
  }

  get plugged(): boolean {
    return this.#socat !== null;
  }

  /** Resolves when both ends exist. @throws Error when socat is missing or ends at once */
  async plug(): Promise<void> {
    if (this.#socat) return;
    for (const end of [this.driverEnd, this.deviceEnd]) rmSync(end, { force: true });
    const socat = spawn('socat', ['-d', '-d', `pty,raw,echo=0,link=${this.driverEnd}`, `pty,raw,echo=0,link=${this.deviceEnd}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#socat = socat;
    socat.once('exit', () => {
      if (this.#socat === socat) this.#socat = null;
    });
    const failed = once(socat, 'error').then(([error]) => {
      throw error as Error;
    });
    await Promise.race([readyLine(socat), failed]);
    if (!existsSync(this.driverEnd)) throw new Error(`socat made no ${this.driverEnd}`);
  }

  async unplug(): Promise<void> {
    const socat = this.#socat;
    if (!socat) return;
    this.#socat = null;
    const ended = once(socat, 'exit');
    socat.kill('SIGTERM');
    await ended;
  }
}

/** socat says this once both ends are linked. */
async function readyLine(socat: ChildProcess): Promise<void> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: socat.stderr! })) {
    if (line.includes('starting data transfer loop')) {
      socat.stderr!.resume();
      return;
    }
    lines.push(line);
  }
  throw new Error(`socat ended: ${lines.join(' | ')}`);
}
