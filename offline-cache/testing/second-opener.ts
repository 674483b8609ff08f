import { writeSync } from 'node:fs';
import { machineClock } from '../machine-clock.ts';
import { openStoreHere } from '../open-store-here.ts';
import { EXAMPLE_KEY } from './store-fixture.ts';

/** Another terminal program started on the same folder; writes why it was refused. `hold`: keeps the store open until its standard input ends. */
const opened = openStoreHere({ folder: process.argv[2]!, key: EXAMPLE_KEY, clock: machineClock, bootId: 'boot-2' });
writeSync(1, JSON.stringify(opened.ok ? { kind: 'opened' } : opened.error));
if (process.argv[3] === 'hold') await new Promise((resolve) => process.stdin.resume().once('end', resolve));
if (opened.ok) await opened.value.close();
