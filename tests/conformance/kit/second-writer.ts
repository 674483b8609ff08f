import { writeSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { openDatabase as openHallDatabase } from '#hall-server/store/sqlite/open-database.ts';
import { openDatabase } from '#offline-cache/database/open-database.ts';
import { EXAMPLE_KEY } from '#offline-cache/testing/store-fixture.ts';

/** Tries to become a second writer, as a process (`terminal|hall FOLDER`) or as a thread, and tells what came of it. */
const [store, folder] = (isMainThread ? process.argv.slice(2) : workerData) as [store: string, folder: string];
const opened = store === 'hall' ? openHallDatabase(folder) : openDatabase({ folder, key: EXAMPLE_KEY.bytes });
const told = opened.ok ? 'opened' : opened.error.kind;
if (opened.ok) opened.value.close();
if (isMainThread) writeSync(1, told);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
else parentPort!.postMessage(told);
