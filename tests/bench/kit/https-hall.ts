import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Enrolment } from '#offline-cache/store-api.ts';
import type { DirectBatch, EnrolledTerminal, FromHall, ToHall } from './hall-messages.ts';

/** A hall server in a process of its own, asked over a pipe for what terminals do not ask. */
export class HttpsHall {
  readonly url: string;
  readonly serverKey: string;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, { url, serverKey }: Extract<FromHall, { kind: 'serves' }>) {
    this.#child = child;
    this.url = url;
    this.serverKey = serverKey;
  }

  /** @param port 0: any free one */
  static async start(dataFolder: string, port = 0): Promise<HttpsHall> {
    const child = fork(path.join(import.meta.dirname, 'hall-process.ts'), [dataFolder, String(port)], { serialization: 'advanced' });
    const serves = await answerOf(child, 'serves');
    return new HttpsHall(child, serves);
  }

  /** Enrols kiosks. */
  async enrol(names: readonly string[]): Promise<{ readonly enrolments: readonly Enrolment[]; readonly businessDay: string }> {
    const { terminals, businessDay } = await this.#ask({ kind: 'enrol', names }, 'enrolled');
    return { enrolments: terminals.map((terminal) => this.#enrolment(terminal)), businessDay };
  }

  /** Milliseconds the server needs for these batches without the network. */
  async apply(batch: Omit<DirectBatch, 'kind'>): Promise<number> {
    return (await this.#ask({ kind: 'apply', ...batch }, 'applied')).ms;
  }

  usage(): Promise<Extract<FromHall, { kind: 'usage' }>> {
    return this.#ask({ kind: 'usage' }, 'usage');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    await this.#ask({ kind: 'close' }, 'closed');
    await ended;
  }

  #ask<Kind extends FromHall['kind']>(message: ToHall, kind: Kind): Promise<Extract<FromHall, { kind: Kind }>> {
    const answer = answerOf(this.#child, kind);
    this.#child.send(message);
    return answer;
  }

  #enrolment({ name, terminalId, hallId, token, ownSeries }: EnrolledTerminal): Enrolment {
    return {
      terminalId, terminalName: name, hallId, serverUrl: this.url, serverKey: this.serverKey, token, digestKey: '',
      ownSeries, signingKeyId: 'bench', signingKey: '',
    };
  }
}

/** One question at a time per process, so the next answer of the kind is the one. */
function answerOf<Kind extends FromHall['kind']>(child: ChildProcess, kind: Kind): Promise<Extract<FromHall, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      child.off('message', take);
      child.off('exit', gone);
    };
    const take = (message: FromHall): void => {
      if (message.kind !== kind) return;
      end();
      resolve(message as Extract<FromHall, { kind: Kind }>);
    };
    const gone = (code: number | null): void => {
      end();
      reject(new Error(`the hall's process ended with ${code}`));
    };
    child.on('message', take);
    child.on('exit', gone);
  });
}
