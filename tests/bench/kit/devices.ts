import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { DeviceAnswers, DeviceRequest, FromBench, FromDevices } from './device-messages.ts';

/** The simulated devices in a process of their own, so that they take no time from the program that is measured. */
export class Devices {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, { readonly resolve: (answer: unknown) => void; readonly reject: (fault: Error) => void }>();
  #lastId = 0;

  constructor() {
    this.#process = fork(path.join(import.meta.dirname, 'device-process.ts'), [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#process.on('message', (message: FromDevices) => {
      const waiter = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if ('fault' in message) waiter?.reject(new Error(message.fault));
      else waiter?.resolve(message.answer);
    });
    this.#process.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the device process ended'));
      this.#waiting.clear();
    });
  }

  ask<Kind extends DeviceRequest['kind']>(request: Extract<DeviceRequest, { kind: Kind }>): Promise<DeviceAnswers[Kind]> {
    return new Promise((resolve, reject) => {
      const id = (this.#lastId += 1);
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as DeviceAnswers[Kind]), reject });
      this.#process.send({ id, request } satisfies FromBench);
    });
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => void this.#process.once('exit', () => resolve()));
    this.#process.kill('SIGTERM');
    await ended;
  }
}
