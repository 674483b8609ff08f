import { expect, it } from 'vitest';
import { syncFixture } from '../testing/sync-fixture.ts';
import { BACKOFF_MOST_MS, LONGEST_CATCH_UP_MS } from './limits.ts';

it('goes on sending after a listener failed at the worst moment', async () => {
  await using fixture = await syncFixture();
  const { client, store, hall } = fixture;
  await fixture.until(() => client.link === 'online' && hall.watching === 1);
  let failed = 0;
  client.onChange(({ link }) => {
    if (link !== 'offline' || failed > 0) return;
    failed += 1;
    throw new Error('a screen that is gone');
  });
  hall.network = 'refuse';
  hall.closeWatches();
  await fixture.passUntil(() => failed > 0, BACKOFF_MOST_MS);
  hall.network = 'up';
  await store.requestHelp('home');
  expect(await fixture.passUntil(() => hall.applied.length === 1, 3 * BACKOFF_MOST_MS)).toBeGreaterThan(0);
});

it('waits for the hall’s news no longer than a crowd can take, whatever the server says', async () => {
  await using fixture = await syncFixture({
    prepare: (hall) => {
      const handshake = hall.port.sync.handshake.bind(hall.port.sync);
      Object.assign(hall.port.sync, { handshake: async (...args: Parameters<typeof handshake>) => ({ ...(await handshake(...args)), catchUpAfterMs: Number.MAX_VALUE }) });
    },
  });
  expect(await fixture.passUntil(() => fixture.client.link === 'online', 180_000)).toBeLessThanOrEqual(LONGEST_CATCH_UP_MS + 1_000);
});
