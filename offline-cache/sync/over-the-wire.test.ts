import { describe, expect, it } from 'vitest';
import { secureRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { machineClock, readBootId } from '../machine-clock.ts';
import { openTerminalStore } from '../open-store.ts';
import { FakeHall } from '../testing/fake-hall.ts';
import { serveHall } from '../testing/https-hall.ts';
import { EXAMPLE_KEY, exampleBlock, exampleDraft, exampleEnrolment, temporaryFolder } from '../testing/store-fixture.ts';
import { connectHall } from '../transport/hall-client.ts';
import { createSyncClient, type SyncClient, type SyncStatus } from './sync-client.ts';

/** Resolves when the client tells a status that fits. */
function told(client: SyncClient, fits: (status: SyncStatus) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.onChange((status) => {
      if (!fits(status)) return;
      stop();
      resolve();
    });
    if (fits(client.status)) {
      stop();
      resolve();
    }
  });
}

describe('store, sync client and transport together', () => {
  it('takes offline tickets while the server is gone and brings each over once when it is back', async () => {
    using place = temporaryFolder();
    const fake = new FakeHall(machineClock);
    fake.leases = [exampleBlock({ to: 100 })];
    await using hall = await serveHall(fake);
    const bootId = readBootId();
    const store = unwrap(await openTerminalStore({ folder: place.folder, key: EXAMPLE_KEY, clock: machineClock, bootId }));
    const enrolment = exampleEnrolment({ serverUrl: hall.url, serverKey: hall.keyHash.toString('hex') });
    await store.saveEnrolment(enrolment);
    const transport = connectHall(enrolment);
    const client = createSyncClient({ store, hall: transport.client, clock: machineClock, bootId, random: secureRandom, probe: transport.probe });
    await client.start();
    await told(client, ({ link }) => link === 'online');
    while (Object.values(await store.numbersLeft())[0] !== 100) await new Promise((resolve) => setImmediate(resolve));

    fake.network = 'refuse';
    hall.cutAll();
    await told(client, ({ link }) => link === 'offline');
    const drafts = await Promise.all(Array.from({ length: 20 }, (_, i) => store.draftTicket(exampleDraft(`tap-${i}`))));
    await Promise.all(drafts.map(({ ticket }) => store.issueOffline(ticket.id)));
    client.poke();
    await told(client, ({ pending }) => pending === 20);

    fake.network = 'up';
    await told(client, ({ link, pending }) => link === 'online' && pending === 0);
    const numbers = fake.applied.map(({ payload }) => (payload as { number: { number: number } }).number.number);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    await client.stop();
    await transport.close();
    await store.close();
  });
});
