import { writeSync } from 'node:fs';
import { machineClock } from '../machine-clock.ts';
import { openTerminalStore } from '../open-store.ts';
import { EXAMPLE_KEY } from './store-fixture.ts';

/** Another terminal program started on the same folder; writes why it was refused. */
const opened = await openTerminalStore({ folder: process.argv[2]!, key: EXAMPLE_KEY, clock: machineClock, bootId: 'boot-2' });
writeSync(1, JSON.stringify(opened.ok ? { kind: 'opened' } : opened.error));
if (opened.ok) await opened.value.close();
