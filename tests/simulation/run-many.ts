import { fork, type ChildProcess } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { runSeed } from './run-seed.ts';
import { summaryOf, type SeedRequest, type SeedSummary } from './seed-summary.ts';

/** Fewer seeds than this are run in this process: starting others would take longer. */
const WORTH_FORKING = 12;

/** Runs seeds, on all processors when they are many; tells each as it ends. */
export async function runMany(requests: readonly SeedRequest[], ended: (summary: SeedSummary) => void): Promise<void> {
  const left = [...requests];
  if (requests.length < WORTH_FORKING) {
    for (const request of left) ended(summaryOf(await runSeed(request)));
    return;
  }
  await Promise.all(Array.from({ length: Math.min(os.availableParallelism(), 8) }, () => drain(left, ended)));
}

/** A world that ended holds on to calls that will never be answered: a process is left after so many, and its memory with it. */
const SEEDS_PER_PROCESS = 100;

async function drain(left: SeedRequest[], ended: (summary: SeedSummary) => void): Promise<void> {
  let worker: ChildProcess | null = null;
  let seeds = 0;
  try {
    for (let request = left.shift(); request; request = left.shift()) {
      seeds += 1;
      if (seeds % SEEDS_PER_PROCESS === 0) {
        worker?.disconnect();
        worker = null;
      }
      worker ??= fork(path.join(import.meta.dirname, 'seed-worker.ts'), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
      const summary = await ask(worker, request);
      ended(summary);
      if (summary.broken[0]?.startsWith(DIED)) worker = null;
    }
  } finally {
    worker?.disconnect();
  }
}

const DIED = 'the process that ran it died';

/** A process that dies fails its seed alone. */
function ask(worker: ChildProcess, request: SeedRequest): Promise<SeedSummary> {
  return new Promise((resolve) => {
    let said = '';
    const listen = (text: Buffer): void => void (said = `${said}${text.toString()}`.slice(-4_000));
    const answered = (summary: SeedSummary): void => finish(summary);
    const gone = (): void =>
      finish({ seed: request.seed, broken: [`${DIED}: ${said.trim()}`], operations: 0, facts: 0, simulatedMs: 0, convergedAfterMs: null, stuck: true, digest: '' });
    const finish = (summary: SeedSummary): void => {
      worker.stderr!.off('data', listen);
      worker.off('message', answered);
      worker.off('close', gone);
      resolve(summary);
    };
    worker.stderr!.on('data', listen);
    worker.once('message', answered);
    worker.once('close', gone);
    worker.send(request);
  });
}
