import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { pooledRandom } from '#kernel/pooled-random.ts';
import { secureRandom } from '#kernel/random.ts';
import { finishBackup } from '../backup/store-backup.ts';
import type { StoreEngine } from '../engine/engine.ts';
import { openEngine } from '../open-engine.ts';
import type { Batch } from '../engine/protocol.ts';
import type { BackupRequest, FromWorker, StoreWorkerData, ToWorker } from './worker-messages.ts';

/** The store's own thread: the sole connection lives and dies here. */
const port = parentPort!;
const data = workerData as StoreWorkerData;
const { key } = data;

const tell = (message: FromWorker): void => port.postMessage(message);

const opened = openEngine({
  ...data,
  random: pooledRandom(secureRandom),
  sync: 'background',
  onBehind: (behind, cause) => tell({ kind: 'shadow', behind, cause }),
});
if (opened.ok) {
  const { engine, recovery } = opened.value;
  port.on('message', (first: ToWorker) => serve(engine, first));
  tell({ kind: 'opened', recovery });
} else {
  tell({ kind: 'refused', error: opened.error });
  port.close();
}

/** Takes everything that arrived while the last commit was on its way to the disk, so that it shares the next one. */
function serve(engine: StoreEngine, first: ToWorker): void {
  const batches: Batch[] = [];
  const backups: BackupRequest[] = [];
  let closing = false;
  for (let message: ToWorker | undefined = first; message; message = next()) {
    if (message === 'close') closing = true;
    else if ('backup' in message) backups.push(message);
    else batches.push(message);
  }
  if (batches.length > 0) tell({ kind: 'answers', answers: engine.handle(batches) });
  for (const request of backups) backUp(engine, request);
  if (!closing) return engine.settle();
  engine.close();
  tell({ kind: 'closed' });
  port.close();
}

/** Two turns, so that a ticket need not wait for both: the copy, then its check. */
function backUp(engine: StoreEngine, { id, backup }: BackupRequest): void {
  const draft = engine.backup(backup);
  if (!draft.ok) return tell({ kind: 'backed-up', id, result: draft });
  setImmediate(() => tell({ kind: 'backed-up', id, result: finishBackup(draft.value, key) }));
}

function next(): ToWorker | undefined {
  return receiveMessageOnPort(port)?.message as ToWorker | undefined;
}
