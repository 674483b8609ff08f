import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { connect } from '../store/sqlite/open-database.ts';
import { syncFile } from '../whole-files.ts';
import { inspectDatabase, type Inspection } from './inspect-database.ts';

/** A look at a copy of the database, and a compact second copy of it where one is wanted. */
export interface InspectJob {
  readonly copy: string;
  readonly rawKey: string;
  /** Written by VACUUM INTO, opened again, looked at and compared with `copy`; null: only looked at. */
  readonly compactTo: string | null;
}

/** @throws the database's error when a page cannot be read */
export function runInspectJob({ copy, rawKey, compactTo }: InspectJob): Inspection {
  const key = { raw: rawKey, salt: '' };
  const database = connect(copy, key);
  let first: Inspection;
  try {
    // The copy came from a database that keeps a log; it must not leave one of its own.
    database.pragma('journal_mode = DELETE');
    first = inspectDatabase(database);
    if (compactTo === null || first.problems.length > 0) return first;
    database.prepare('VACUUM INTO ?').run(compactTo);
  } finally {
    database.close();
    for (const suffix of ['-wal', '-shm', '-journal']) rmSync(copy + suffix, { force: true });
  }
  syncFile(compactTo);
  const compact = connect(compactTo, key, { readonly: true });
  try {
    const second = inspectDatabase(compact);
    const same = JSON.stringify(second) === JSON.stringify(first);
    return same ? second : { ...second, problems: [...second.problems, '备份与原库不一致'] };
  } finally {
    compact.close();
  }
}

/** The same in a thread of its own, so that nobody in the hall waits for it. */
export function inspectAside(job: InspectJob): Promise<Inspection> {
  // From source the thread runs the TypeScript file; in a bundle its compiled neighbour.
  const file = import.meta.url.endsWith('.ts') ? './inspect-worker.ts' : './inspect-worker.js';
  const worker = new Worker(new URL(file, import.meta.url), { workerData: job, name: 'database check' });
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: { readonly inspection: Inspection } | { readonly error: string }) =>
      'inspection' in answer ? resolve(answer.inspection) : reject(new Error(answer.error)),
    );
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the check ended with ${code}`)));
  });
}
