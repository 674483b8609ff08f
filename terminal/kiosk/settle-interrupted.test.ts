import { expect, it } from 'vitest';
import type { noLog } from '#contracts/log-events.ts';
import { StoreFailure } from '#offline-cache/store-failure.ts';
import { exampleBlock, EXAMPLE_DAY, exampleDraft, openFixture } from '#offline-cache/testing/store-fixture.ts';
import { settleInterrupted } from './settle-interrupted.ts';

it('on a full disk keeps no terminal from starting, warns the printer, and settles at the next start', async () => {
  await using fixture = await openFixture();
  const { store } = fixture;
  await store.noteServer(fixture.clock.now(), EXAMPLE_DAY, 'trusted');
  await store.saveLease(EXAMPLE_DAY, [exampleBlock()]);
  const { ticket } = await store.draftTicket(exampleDraft('tap-1'));
  await store.issueOffline(ticket.id);
  await store.draftTicket(exampleDraft('tap-2'));
  const full = (): Promise<never> => Promise.reject(new StoreFailure('disk-full', 'SQLITE_FULL: database or disk is full'));
  let warned = 0;
  const printer = { expectRemainder: () => void (warned += 1) } as never;
  const said: string[] = [];
  const log = ((event: string) => void said.push(event)) as typeof noLog;
  expect(await settleInterrupted({ store: { ...store, dropDraft: full, recordPaper: full }, printer, log }, 60_000)).toBeNull();
  expect([warned, said]).toEqual([1, ['store-fault']]);
  expect(await settleInterrupted({ store, printer, log }, 60_000)).toMatchObject({ id: ticket.id, paper: 'unknown' });
  expect(await store.interrupted()).toEqual({ drafts: [], printing: [] });
  await expect(settleInterrupted({ store: { ...store, interrupted: () => Promise.reject(new StoreFailure('damaged', 'no')) }, printer, log }, 0)).rejects.toThrow('no');
});
