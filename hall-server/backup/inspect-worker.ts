import { parentPort, workerData } from 'node:worker_threads';
import { runInspectJob, type InspectJob } from './inspect-job.ts';

let answer: object;
try {
  answer = { inspection: runInspectJob(workerData as InspectJob) };
} catch (error) {
  answer = { error: error instanceof Error ? error.message : String(error) };
}
const port = parentPort!;
port.postMessage(answer);
