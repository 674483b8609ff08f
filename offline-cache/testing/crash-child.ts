import { writeSync } from 'node:fs';
import { unwrap } from '#kernel/result.ts';
import type { StoreStep } from '../engine/context.ts';
import { machineClock, readBootId } from '../machine-clock.ts';
import { openStoreHere } from '../open-store-here.ts';
import { openTerminalStore } from '../open-store.ts';
import { EXAMPLE_KEY, exampleDraft } from './store-fixture.ts';

/**
 * A terminal that dies. `one <folder> <tap> <n> [<boot id>]`: takes a ticket and kills itself with SIGKILL at the n-th step inside the
 * store. `many <folder> <tap>`: takes tickets 64 at a time through the thread until somebody kills it. What was
 * acknowledged is written to standard output, one JSON line each.
 */
const [mode, folder = '', tap = '', dieAt = '0', bootId = readBootId()] = process.argv.slice(2);
const options = { folder, key: EXAMPLE_KEY, clock: machineClock, bootId };
const acknowledge = (fact: object): void => void writeSync(1, `${JSON.stringify(fact)}\n`);

if (mode === 'one') {
  let passed = 0;
  const onStep = (_step: StoreStep): void => {
    passed += 1;
    if (passed === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
  };
  const store = unwrap(openStoreHere({ ...options, onStep }));
  const { ticket } = await store.draftTicket(exampleDraft(tap));
  acknowledge({ drafted: ticket.id });
  const issued = unwrap(await store.issueOffline(ticket.id));
  acknowledge({ issued: ticket.id, number: issued.number!.number });
  await store.recordPaper(ticket.id, 'printed', 'printer');
  acknowledge({ printed: ticket.id });
  await store.close();
} else {
  const store = unwrap(await openTerminalStore(options));
  let taken = 0;
  const visitor = async (): Promise<never> => {
    for (;;) {
      const { ticket } = await store.draftTicket(exampleDraft(`${tap}-${(taken += 1)}`));
      const issued = unwrap(await store.issueOffline(ticket.id));
      acknowledge({ issued: ticket.id, number: issued.number!.number });
    }
  };
  await Promise.all(Array.from({ length: 64 }, visitor));
}
