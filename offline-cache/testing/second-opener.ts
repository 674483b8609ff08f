import { writeSync } from 'node:fs';
import { machineClock } from '../machine-clock.ts';
import { openStoreHere } from '../open-store-here.ts';
import { EXAMPLE_KEY } from './store-fixture.ts';

/** Another terminal program started on the same folder; writes why it was refused. */
const opened = openStoreHere({ folder: process.argv[2]!, key: EXAMPLE_KEY, clock: machineClock, bootId: 'boot-2' });
writeSync(1, JSON.stringify(opened.ok ? { kind: 'opened' } : opened.error));
if (opened.ok) await opened.value.close();
