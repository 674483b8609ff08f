import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { GENESIS_HASH } from '#contracts/sync/operation.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import { realClock } from '#kernel/real-clock.ts';
import { secureRandom } from '#kernel/random.ts';
import { connectionOf } from '../store/sqlite/open-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let hall: TestServer;
const faults: string[] = [];

beforeEach(async () => {
  hall = await startTestServer({ report: (where, text) => void faults.push(`${where} ${text}`) });
});

afterEach(() => hall.close());

const newId = () => uuidV7(realClock, secureRandom);
const clock = { bootId: 'b', monotonicMs: 1, wallMs: 1 };

function log(terminalId: string, logId: string, count: number) {
  let prevHash = GENESIS_HASH;
  return Array.from({ length: count }, (_, i) => {
    const requestId = newId();
    const at = { wallMs: 1, bootId: 'b', monotonicMs: 1, lastServerMs: null, trust: 'untrusted' };
    const body = JSON.stringify({ opId: newId(), terminalId, logId, seq: i + 1, prevHash, kind: 'help.requested', version: 1, aggregate: `help:${requestId}`, at, payload: { requestId, screen: 'x'.repeat(40) } });
    prevHash = createHash('sha256').update(body).digest('hex');
    return { seq: i + 1, hash: prevHash, body };
  });
}

describe('a hall server whose disk is full', () => {
  it('acknowledges nothing, says so in words that invite another try, and goes on when there is room again', async () => {
    const { client, terminalId } = await hall.enrol();
    const logId = newId();
    const operations = log(terminalId, logId, 400);
    const database = connectionOf(hall.folder)!;
    database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true })) + 2}`);
    const refused = await client.sync.push({ logId, clock, operations }).then(() => null, (error: unknown) => error);
    expect(refused).toMatchObject({ code: 'SERVICE_UNAVAILABLE', status: 503, message: expect.stringContaining('磁盘已满') as unknown });
    expect(faults).toEqual(['store the disk is full']);
    const { cursor } = await client.sync.handshake({ logId, versions: {}, clock });
    expect(cursor).toBeNull();
    await expect(client.reports.today()).resolves.toMatchObject({ issued: 0 });
    database.pragma('max_page_count = 1073741823');
    await expect(client.sync.push({ logId, clock, operations })).resolves.toMatchObject({ applied: 400, parked: [] });
    await expect(client.sync.handshake({ logId, versions: {}, clock })).resolves.toMatchObject({ cursor: { seq: 400, headHash: operations.at(-1)!.hash } });
  });
});
