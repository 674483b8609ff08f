import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { openStoreHere } from '#offline-cache/open-store-here.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import { configure } from '#hall-server/catalogue/configure.ts';
import { openHall } from '#hall-server/open-hall.ts';
import { OPERATIONS } from '#hall-server/sync/read-operation.ts';
import { readFeed } from '#hall-server/sync/read-feed.ts';
import { scopesOf } from '#hall-server/sync/viewer.ts';
import { testConfig } from '#hall-server/testing/test-hall.ts';

/**
 * `make-fixture.ts FOLDER`: the files of a terminal and of its hall as the release that runs this writes them, with the
 * facts that every later release must find in them. See README.md. Only what that release can do is written; the names
 * used here are those of its own modules.
 */
const KEY = { bytes: new Uint8Array(32).fill(7), algorithm: 'aegis', strength: 'weak' } as const;
const PERSON = { kind: 'id-card', digest: 'ab'.repeat(32), mask: '张*' } as const;

const target = process.argv[2];
if (target === undefined) throw new Error('make-fixture.ts FOLDER');
const root = mkdtempSync(path.join(tmpdir(), 'yichuang-fixture-'));
const clock = new SimulatedClock();
const random = seededRandom(20260302);
const bootId = 'boot-1';
const known = Object.fromEntries(Object.entries(OPERATIONS).filter(([kind]) => kind !== 'help.requested'));

const hall = unwrap(openHall({ dataFolder: path.join(root, 'hall'), clock, random, config: testConfig(), operations: known }));
const { services } = hall;
await services.context.writer.run(configure(testConfig().catalogue));
await services.addEnrolmentCode({ codeHash: 'c'.repeat(64), name: '1号取号机', kind: 'kiosk', validMs: 60_000 });
const { answer, token } = await services.enrol({ codeHash: 'c'.repeat(64), terminalName: '1号取号机', kind: 'kiosk', keyId: 'key-1', publicKey: 'cHVibGlj' });
if (answer.kind !== 'enrolled') throw new Error(answer.kind);
const { terminal } = answer;

const store: TerminalStore = unwrap(openStoreHere({ folder: path.join(root, 'terminal'), key: KEY, clock, bootId, random }));
await store.saveEnrolment({
  terminalId: terminal.id, terminalName: terminal.name, hallId: answer.hallId, serverUrl: 'http://127.0.0.1:7000', serverKey: '', token,
  digestKey: Buffer.alloc(32, 1).toString('base64'), ownSeries: terminal.ownSeries, signingKeyId: 'key-1', signingKey: '',
});
const lease = await services.lease(terminal.id, {});
await store.noteServer(clock.now(), lease.businessDay, 'trusted');
await store.saveLease(lease.businessDay, lease.blocks);

const sender = { bootId, monotonicMs: clock.monotonic(), wallMs: clock.now() };
const draft = (tapId: string, person: typeof PERSON | null = null) =>
  store.draftTicket({ tapId, businessId: 'social', person, purpose: 'apply', cases: 1, party: 1, onBehalf: 'self' });

async function bound(tapId: string, person: typeof PERSON | null): Promise<void> {
  const { ticket } = await draft(tapId, person);
  const { id: ticketId, visitId, businessId, purpose, cases, party, onBehalf, takenAt } = ticket;
  const given = await services.bind(terminal.id, { ticketId, visitId, businessId, person, purpose, cases, party, onBehalf, takenAt, clock: sender });
  if (given.kind !== 'bound') throw new Error(given.kind);
  unwrap(await store.issueBound(ticketId, given.number));
  await store.recordPaper(ticketId, 'printed', 'printer');
}

async function offline(tapId: string): Promise<void> {
  const { ticket } = await draft(tapId);
  unwrap(await store.issueOffline(ticket.id));
}

// Sent, applied, and one of it parked: this server does not know calls for help.
await bound('tap-1', PERSON);
await bound('tap-2', null);
await offline('tap-3');
await store.requestHelp('home');
const sent = await store.operationsAfter(0, 1_000_000);
const taken = await services.push(terminal, (await store.outbox()).logId, sender, sent);
if (taken.kind !== 'taken') throw new Error(taken.kind);
await store.noteParked(taken.parked);
await store.acknowledge(taken.applied, 2);
// The feed as far as it goes.
const { incarnation } = (await services.context.writer.store.load([])).head;
const feed = await readFeed(services.context.writer.store, scopesOf(terminal), { incarnation, revision: 0 }, 1000);
if (feed.kind !== 'entries') throw new Error(feed.kind);
await store.applyFeed({ incarnation, revision: feed.head }, feed.entries, clock.now());
// Not sent any more: two tickets without the link, a paper that nobody knows of, a draft a crash left.
await offline('tap-4');
await offline('tap-5');
const last = (await draft('tap-5')).ticket;
await store.recordPaper(last.id, 'unknown', 'restart');
await draft('tap-6');
await store.saveBackoff({ attempt: 3, remainingMs: 1_234 });

const tickets = await Promise.all(['tap-1', 'tap-2', 'tap-3', 'tap-4', 'tap-5', 'tap-6'].map(async (tap) => (await draft(tap)).ticket));
const hallStore = services.context.writer.store;
const expected = {
  terminal: {
    enrolment: await store.enrolment(),
    outbox: await store.outbox(),
    operations: await store.operationsAfter(0, 1_000_000).then((held) => held.map(({ seq, hash, body }) => ({ seq, hash, body }))),
    unsent: await store.operationsAfter(taken.applied, 1_000_000),
    tickets,
    numbersLeft: await store.numbersLeft(),
    issuedToday: await store.issuedToday(),
    replica: await store.replica(),
    backoff: await store.backoff(),
  },
  hall: {
    head: (await hallStore.load([])).head,
    totals: await hallStore.totals(lease.businessDay),
    cursor: { logId: (await store.outbox()).logId, seq: taken.applied, headHash: taken.headHash },
    parked: taken.parked,
    feedHead: feed.head,
  },
};
await store.close();
await hall.close();

mkdirSync(target, { recursive: true });
for (const [folder, names] of [['terminal', ['terminal.db', 'terminal.cipher.json']], ['hall', ['hall.sqlite']]] as const) {
  for (const name of names) writeFileSync(path.join(target, `${name}.gz`), gzipSync(readFileSync(path.join(root, folder, name)), { level: 9 }));
}
writeFileSync(path.join(target, 'expected.json'), `${JSON.stringify(expected, null, 1)}\n`);
rmSync(root, { recursive: true, force: true });
