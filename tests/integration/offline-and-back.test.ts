import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { realClock } from '#kernel/real-clock.ts';
import { secureRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { startHallServer, type RunningHallServer } from '#hall-server/start.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';
import type { TicketDraft } from '#offline-cache/store-api.ts';
import { createSyncClient, type SyncClient, type SyncStatus } from '#offline-cache/sync/sync-client.ts';
import { connectHall } from '#offline-cache/transport/hall-client.ts';
import { enrol } from '#offline-cache/transport/enrol.ts';
import { enrolErrorSentence } from '#offline-cache/transport/enrol-error.ts';

const KEY = { bytes: new Uint8Array(32).fill(7), algorithm: 'aegis', strength: 'weak' } as const;

/** Resolves when the client tells a status that fits. */
function told(client: SyncClient, fits: (status: SyncStatus) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.onChange((status) => fits(status) && done());
    const done = (): void => {
      stop();
      resolve();
    };
    if (fits(client.status)) done();
  });
}

function serverIn(folder: string, port: number): Promise<RunningHallServer> {
  return startHallServer({ dataFolder: folder, port, demo: true }).then(unwrap);
}

describe('a terminal and the hall server', () => {
  it('enrol each other, and offline tickets taken while the server is down arrive once when it is back', async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'yichuang-both-'));
    const bootId = readBootId();
    let server = await serverIn(path.join(root, 'hall'), 0);
    const store = unwrap(await openTerminalStore({ folder: path.join(root, 'kiosk'), key: KEY, clock: machineClock, bootId }));
    const { code } = await server.createEnrolmentCode({ name: '测试取号机', kind: 'kiosk' });
    const request = { serverUrl: server.url, code, terminalName: '测试取号机', kind: 'kiosk', clock: realClock } as const;
    const { enrolment, serverMs } = unwrap(await enrol(request));
    expect(enrolment.serverKey).toBe(server.spkiSha256);
    const again = await enrol(request);
    expect(again.ok ? '' : enrolErrorSentence(again.error)).toContain('已使用过');
    await store.saveEnrolment(enrolment);
    await store.noteServer(serverMs, null, 'untrusted');

    const hall = connectHall(enrolment);
    const client = createSyncClient({ store, hall: hall.client, clock: machineClock, bootId, random: secureRandom, probe: hall.probe });
    await client.start();
    await told(client, ({ link }) => link === 'online');
    expect(client.replica.businesses.length).toBeGreaterThan(0);
    expect(client.status.clockTrust).toBe('trusted');
    while (Object.values(await store.numbersLeft()).every((left) => left === 0)) await new Promise((resolve) => setImmediate(resolve));

    const businessId = client.replica.businesses[0]!.id;
    const draft = (tapId: string): TicketDraft => ({ tapId, businessId, person: null, purpose: 'apply', cases: 1, party: 1, onBehalf: 'self' });
    const { port } = new URL(server.url);
    await server.close();
    await told(client, ({ link }) => link === 'offline');
    const issued = await Promise.all(
      Array.from({ length: 5 }, async (_, i) => {
        const { ticket } = await store.draftTicket(draft(`tap-${i}`));
        const taken = unwrap(await store.issueOffline(ticket.id));
        await store.recordPaper(ticket.id, 'printed', 'printer');
        return taken;
      }),
    );
    expect(new Set(issued.map(({ number }) => number!.number)).size).toBe(5);
    expect(issued.every(({ number }) => number!.origin === 'leased' && number!.series === enrolment.ownSeries)).toBe(true);
    client.poke();
    await told(client, ({ pending }) => pending === 10);

    server = await serverIn(path.join(root, 'hall'), Number(port));
    await told(client, ({ link, pending }) => link === 'online' && pending === 0);
    expect(client.status.parked).toBe(0);
    const learned = (): boolean => issued.every(({ id }) => client.replica.tickets.some((ticket) => ticket.id === id));
    while (!learned()) await new Promise((resolve) => setImmediate(resolve));
    const figures = await hall.client.reports.today();
    expect(figures.byTerminal[enrolment.terminalId]).toBe(5);
    expect(figures.conflicts).toBe(0);

    await client.stop();
    await hall.close();
    await store.close();
    await server.close();
    rmSync(root, { recursive: true, force: true });
  }, 30_000);
});
