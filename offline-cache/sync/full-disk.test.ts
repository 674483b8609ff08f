import { expect, it } from 'vitest';
import { StoreFailure } from '../store-failure.ts';
import { syncFixture } from '../testing/sync-fixture.ts';
import { BACKOFF_MOST_MS } from './limits.ts';

it('is in step again by itself after the disk was full for a while', async () => {
  let full = true;
  await using fixture = await syncFixture({
    prepare: (_hall, store) => {
      const saveBackoff = store.saveBackoff.bind(store);
      const noteServer = store.noteServer.bind(store);
      const refuse = (): Promise<never> => Promise.reject(new StoreFailure('disk-full', 'database or disk is full'));
      store.saveBackoff = (state) => (full ? refuse() : saveBackoff(state));
      store.noteServer = (...args) => (full ? refuse() : noteServer(...args));
    },
  });
  const { client, store } = fixture;
  await fixture.passUntil(() => client.status.fault?.kind === 'store', 1_000);
  await store.requestHelp('home');
  full = false;
  await fixture.passUntil(() => client.link === 'online' && client.status.pending === 0, 2 * BACKOFF_MOST_MS);
  expect(fixture.hall.applied).toHaveLength(1);
});
