import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedHint } from '#contracts/sync/feed.ts';
import { hallContract } from '#contracts/hall/hall-contract.ts';
import { httpClient, webSocketClient, type HallClient } from '../testing/rpc-clients.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const TICKET = '01900000-0000-7000-8000-000000000001';
const KEY = '01900000-0000-7000-8000-0000000000c1';

let test: TestServer;
let kiosk: Awaited<ReturnType<TestServer['enrol']>>;
let desk: Awaited<ReturnType<TestServer['enrol']>>;

beforeAll(async () => {
  test = await startTestServer();
  kiosk = await test.enrol('kiosk');
  desk = await test.enrol('window');
});

afterAll(() => test.close());

const bindInput = {
  ticketId: TICKET,
  visitId: TICKET,
  businessId: 'social',
  person: null,
  purpose: 'apply',
  cases: 1,
  party: 1,
  onBehalf: 'self',
  takenAt: { wallMs: 0, bootId: 'b', monotonicMs: 1, lastServerMs: null, trust: 'untrusted' },
  clock: { bootId: 'b', monotonicMs: 2, wallMs: 0 },
} as const;

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${test.server.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

describe('the address on a ticket', () => {
  it('tells whoever scans it with a telephone what the code is for, and asks nothing', async () => {
    const response = await fetch(`${test.server.url}/t`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('请把号票交给窗口扫码');
  });
});

describe('access', () => {
  it('is refused without a token and with a wrong one, in one sentence', async () => {
    await expect(httpClient(test.server.url).reports.today()).rejects.toMatchObject({ code: 'UNAUTHORIZED', message: expect.stringContaining('请先登记终端') as unknown });
    await expect(httpClient(test.server.url, 'x'.repeat(43)).reports.today()).rejects.toMatchObject({ code: 'UNAUTHORIZED', message: expect.stringContaining('令牌无效') as unknown });
  });

  it.each([
    ['a kiosk', 'windows.next', () => kiosk.client.windows.next({ windowId: 'w1', key: KEY, seenTicketId: null })],
    ['a kiosk', 'help.answer', () => kiosk.client.help.answer({ id: KEY })],
    ['a window', 'tickets.bindNumber', () => desk.client.tickets.bindNumber(bindInput)],
    ['a window', 'numbers.lease', () => desk.client.numbers.lease({ left: {} })],
  ])('of %s to %s is forbidden', async (_, __, call: () => Promise<unknown>) => {
    await expect(call()).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('只限') as unknown });
  });

  it('by a used, unknown or foreign code is refused by name', async () => {
    const { code } = await test.server.createEnrolmentCode({ name: '终端', kind: 'display' });
    const enrol = (change: { readonly code?: string; readonly kind?: 'kiosk' | 'display' } = {}) =>
      httpClient(test.server.url).terminals.enrol({ code, terminalName: '屏', kind: 'display', keyId: 'k', publicKey: 'p', ...change });
    await expect(enrol({ code: 'ZZZZZZZZZZZZZZZZ' })).rejects.toMatchObject({ code: 'CODE_UNKNOWN' });
    await expect(enrol({ kind: 'kiosk' })).rejects.toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining('display') as unknown });
    await expect(enrol()).resolves.toMatchObject({ ownSeries: null, hallId: 'test-hall' });
    await expect(enrol()).rejects.toMatchObject({ code: 'CODE_USED' });
  });
});

describe('the whole way over HTTP', () => {
  it('binds, calls and reports', async () => {
    const bound = await kiosk.client.tickets.bindNumber(bindInput);
    expect(bound).toMatchObject({ kind: 'bound', number: { series: 'A', number: 1 } });
    await expect(desk.client.windows.next({ windowId: 'w1', key: KEY, seenTicketId: null })).rejects.toMatchObject({ code: 'WRONG_STATE', data: { windowId: 'w1', current: null, waiting: 0 } });
    await expect(desk.client.windows.next({ windowId: 'w9', key: TICKET, seenTicketId: null })).rejects.toMatchObject({ code: 'UNKNOWN_WINDOW' });
    await expect(kiosk.client.reports.today()).resolves.toMatchObject({ issued: 1, byState: { issuing: 1 }, byTerminal: {}, conflicts: 0, parked: 0 });
  });

  it('reads snapshot and feed', async () => {
    const page = await kiosk.client.sync.snapshot({ startedAt: null, page: null, limit: 100 });
    expect(page.next).toBeNull();
    const answer = await kiosk.client.sync.pull({ after: { incarnation: page.incarnation, revision: 0 }, limit: 100 });
    expect(answer).toMatchObject({ kind: 'entries', head: page.startedAt });
  });

  it.each([
    ['http', 'open', 'd1'],
    ['websocket', 'paused', 'd2'],
    ['websocket introduced by a first message', 'closed', 'd3'],
  ] as const)('watches over %s', async (way, state, key) => {
    const link = way === 'http' ? null : await webSocketClient(test.server.url, desk.token, way.includes('first'));
    const client: HallClient = link?.client ?? desk.client;
    const hints = await client.sync.watch();
    const first = await hints.next();
    expect(first).toMatchObject({ done: false, value: { entries: [] } });
    const heard = hints.next();
    await desk.client.windows.setState({ windowId: 'w2', key: KEY.replace('c1', key), state });
    const { value } = (await heard) as { value: FeedHint };
    expect(value.entries).toMatchObject([{ entity: 'window', id: 'w2', value: { state } }]);
    await hints.return?.();
    link?.socket.close();
  });
});

describe('bad input', () => {
  it.each([
    ['a wrong field', '/api/numbers/lease', '{"left":{"2026-03-02":-1}}', 400, '请求内容不对：left.2026-03-02'],
    ['a field nobody knows', '/api/numbers/lease', '{"left":{},"more":1}', 400, '请求内容不对'],
    ['no JSON', '/api/numbers/lease', '{"left"', 400, '请求不能处理'],
    ['an address nobody knows', '/api/numbers/borrow', '{}', 404, '没有这个地址'],
  ])('%s is answered with one clear sentence', async (_, path, body, status, sentence) => {
    const response = await post(path, body, { authorization: `Bearer ${kiosk.token}` });
    expect(response.status).toBe(status);
    expect(((await response.json()) as { message: string }).message).toContain(sentence);
  });

  it('larger than any batch is refused before it is read', async () => {
    const response = await post('/api/numbers/lease', `{"left":"${'x'.repeat(2_200_000)}"}`, { authorization: `Bearer ${kiosk.token}` });
    expect(response.status).toBe(413);
  });
});

describe('the OpenAPI document', () => {
  it('is valid enough to find every operation of the contract, and nothing needs the net to read it', async () => {
    const document = (await (await fetch(`${test.server.url}/api/openapi.json`)).json()) as {
      openapi: string;
      info: object;
      paths: Record<string, Record<string, { operationId: string; responses: object }>>;
    };
    expect(document.openapi).toMatch(/^3\.1\./);
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
    const wanted = Object.entries(hallContract).flatMap(([group, members]) => Object.keys(members).map((name) => `${group}.${name}`));
    expect(operations.toSorted()).toEqual(wanted.toSorted());
    for (const item of Object.values(document.paths)) for (const { responses } of Object.values(item)) expect(responses).toHaveProperty('200');
    expect(JSON.stringify(document)).not.toContain('undefined');
    const page = await (await fetch(`${test.server.url}/api`)).text();
    for (const path of Object.keys(document.paths)) expect(page).toContain(`/api${path}`);
    expect(page).not.toMatch(/src=|https?:\/\//);
  });
});
