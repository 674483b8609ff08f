import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Enrolment } from '#offline-cache/store-api.ts';

/** What became of the people since the last question. */
export interface Binds {
  /** Milliseconds each waited for a number. */
  readonly waits: readonly number[];
  readonly failed: number;
}

/** People at one kiosk who ask the server for numbers, one after another, from a process of their own. */
export class Binder {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(path.join(import.meta.dirname, 'bind-process.ts'), { serialization: 'advanced' });
  }

  async begin(enrolment: Enrolment, businessId: string, everyMs: number): Promise<void> {
    this.#child.send({ enrolment, businessId, everyMs });
    await once(this.#child, 'message');
  }

  async told(): Promise<Binds> {
    const answer = once(this.#child, 'message');
    this.#child.send('tell');
    return (await answer)[0] as Binds;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
