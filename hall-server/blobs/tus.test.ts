import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let hall: TestServer;
let token: string;

beforeEach(async () => {
  hall = await startTestServer();
  ({ token } = await hall.enrol());
});

afterEach(() => hall.close());

const PAGE = randomBytes(100_000);
const ID = createHash('sha256').update(PAGE).digest('hex');

function ask(method: string, where: string, headers: Record<string, string> = {}, body?: Uint8Array): Promise<Response> {
  const all = { 'tus-resumable': '1.0.0', authorization: `Bearer ${token}`, ...headers };
  return fetch(`${hall.server.url}${where}`, { method, headers: all, ...(body ? { body: Buffer.from(body) } : {}) });
}

function begin(id = ID, bytes = PAGE.length): Promise<Response> {
  return ask('POST', '/files', { 'upload-length': String(bytes), 'upload-metadata': `blobId ${Buffer.from(id).toString('base64')}` });
}

function send(offset: number, body: Uint8Array, headers: Record<string, string> = {}, id = ID): Promise<Response> {
  return ask('PATCH', `/files/${id}`, { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset), ...headers }, body);
}

async function offsetNow(): Promise<string | null> {
  return (await ask('HEAD', `/files/${ID}`)).headers.get('upload-offset');
}

function checksum(algorithm: string, bytes: Uint8Array): Record<string, string> {
  return { 'upload-checksum': `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}` };
}

describe('an upload', () => {
  it('is begun, goes on from the offset the server tells, and is whole when all bytes passed their SHA-256', async () => {
    const begun = await begin();
    expect([begun.status, begun.headers.get('location'), begun.headers.get('upload-offset')]).toEqual([201, `/files/${ID}`, '0']);
    expect(Date.parse(begun.headers.get('upload-expires')!)).toBeGreaterThan(Date.now());
    const first = await send(0, PAGE.subarray(0, 30_000), checksum('sha256', PAGE.subarray(0, 30_000)));
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '30000']);
    const head = await ask('HEAD', `/files/${ID}`);
    expect([head.headers.get('upload-offset'), head.headers.get('upload-length'), head.headers.get('cache-control')]).toEqual(['30000', '100000', 'no-store']);
    expect((await send(30_000, PAGE.subarray(30_000), checksum('sha1', PAGE.subarray(30_000)))).status).toBe(204);
    await expect(hall.server.services.files.read(ID)).resolves.toEqual({ kind: 'bytes', bytes: PAGE });
  });

  it('of content that is here already is whole at once, whoever brought it', async () => {
    await begin();
    await send(0, PAGE);
    token = (await hall.enrol('window')).token;
    const again = await begin();
    expect([again.status, again.headers.get('upload-offset')]).toEqual([201, '100000']);
    expect(await offsetNow()).toBe('100000');
  });

  it('is another terminal’s own until it is whole', async () => {
    await begin();
    await send(0, PAGE.subarray(0, 5));
    token = (await hall.enrol('window')).token;
    expect((await ask('HEAD', `/files/${ID}`)).status).toBe(404);
    expect((await begin()).headers.get('upload-offset')).toBe('0');
  });

  it('keeps nothing of a chunk that does not pass its checksum', async () => {
    await begin();
    const refused = await send(0, PAGE.subarray(0, 500), checksum('sha256', PAGE.subarray(1, 501)));
    expect([refused.status, refused.headers.get('upload-offset')]).toEqual([460, '0']);
    expect(await offsetNow()).toBe('0');
  });

  it('that is not what its name says never becomes a file and begins anew', async () => {
    await begin();
    const wrong = Buffer.from(PAGE);
    wrong[77]! ^= 1;
    expect((await send(0, wrong)).status).toBe(460);
    expect((await ask('HEAD', `/files/${ID}`)).status).toBe(404);
    await expect(hall.server.services.files.read(ID)).resolves.toEqual({ kind: 'missing' });
  });

  it('at another offset than the server’s is answered with 409 and the right one', async () => {
    await begin();
    await send(0, PAGE.subarray(0, 10));
    const refused = await send(4, PAGE.subarray(4, 10));
    expect([refused.status, refused.headers.get('upload-offset')]).toEqual([409, '10']);
  });

  it('with a large body at a wrong offset is answered, and the connection serves on', async () => {
    await begin();
    const large = Buffer.alloc(3_000_000);
    expect((await send(7, large)).status).toBe(409);
    expect((await send(0, PAGE)).status).toBe(204);
  });

  it('meets a full disk in words, and goes on when there is room again', async () => {
    await begin();
    const { blobs } = hall.server.services.context;
    const full = vi.spyOn(blobs, 'append').mockRejectedValueOnce(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
    const refused = await send(0, PAGE);
    expect([refused.status, ((await refused.json()) as { message: string }).message]).toEqual([507, '大厅服务器磁盘已满 · the server has no room']);
    expect((await send(0, PAGE)).status).toBe(204);
    full.mockRestore();
  });

  it('longer than was said is refused whole', async () => {
    await begin();
    expect((await send(0, Buffer.concat([PAGE, PAGE]))).status).toBe(413);
    expect(await offsetNow()).toBe('0');
  });

  it('can be given up by its terminal', async () => {
    await begin();
    expect((await ask('DELETE', `/files/${ID}`)).status).toBe(204);
    expect((await ask('HEAD', `/files/${ID}`)).status).toBe(404);
    expect((await ask('DELETE', `/files/${ID}`)).status).toBe(404);
    expect((await send(0, PAGE)).status).toBe(404);
  });

  it('goes through proxies that let only GET and POST pass', async () => {
    await begin();
    const headers = { 'x-http-method-override': 'PATCH', 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
    expect((await ask('POST', `/files/${ID}`, headers, PAGE)).status).toBe(204);
    expect((await ask('POST', `/files/${ID}`, { 'x-http-method-override': 'GET' })).status).toBe(405);
  });
});

describe('a line that breaks', () => {
  it('in the middle of a chunk leaves what came, and locks nobody out', async () => {
    await begin();
    const socket = await halfChunk(40_000);
    await bytesOnDisk(40_000);
    socket.destroy();
    expect(await offsetNow()).toBe('40000');
    expect((await send(40_000, PAGE.subarray(40_000))).status).toBe(204);
  });

  it('without a word does not hold the upload: the next request ends it and goes on', async () => {
    await begin();
    const socket = await halfChunk(40_000);
    const closed = once(socket, 'close');
    await bytesOnDisk(40_000);
    expect(await offsetNow()).toBe('40000');
    await closed;
    expect((await send(40_000, PAGE.subarray(40_000))).status).toBe(204);
  });

  /** A chunk of the whole page of which only so many bytes come. */
  async function halfChunk(bytes: number) {
    const socket = connect(Number(new URL(hall.server.url).port), '127.0.0.1');
    socket.on('error', () => {});
    const head = ['PATCH', `/files/${ID}`, 'HTTP/1.1'].join(' ');
    const headers = ['Host: hall', 'Tus-Resumable: 1.0.0', `Authorization: Bearer ${token}`, 'Content-Type: application/offset+octet-stream', 'Upload-Offset: 0', `Content-Length: ${PAGE.length}`];
    socket.write(`${[head, ...headers].join('\r\n')}\r\n\r\n`);
    await new Promise((resolve) => socket.write(PAGE.subarray(0, bytes), resolve));
    return socket;
  }

  async function bytesOnDisk(bytes: number): Promise<void> {
    const folder = path.join(hall.folder, 'blobs', 'begun');
    for (;;) {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      if (files.some((file) => readFileSync(path.join(file.parentPath, file.name)).length === bytes)) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});

describe('the upload protocol', () => {
  it('says what it can', async () => {
    const answer = await ask('OPTIONS', '/files');
    const said = ['tus-version', 'tus-extension', 'tus-max-size', 'tus-checksum-algorithm'].map((name) => answer.headers.get(name));
    expect([answer.status, ...said]).toEqual([204, '1.0.0', 'creation,checksum,expiration,termination', '67108864', 'sha256,sha1']);
  });

  it.each([
    ['another version', { 'tus-resumable': '0.2.2' }, 412],
    ['no token', { authorization: '' }, 401],
    ['a strange token', { authorization: `Bearer ${'x'.repeat(43)}` }, 401],
    ['no length', { 'upload-length': '' }, 400],
    ['too much', { 'upload-length': '99999999999' }, 413],
    ['no name', { 'upload-metadata': 'filename YQ==' }, 400],
    ['a name that is none', { 'upload-metadata': 'blobId Li4vLi4v' }, 400],
    ['metadata that cannot be read', { 'upload-metadata': 'blobId a b' }, 400],
  ])('refuses to begin an upload with %s', async (_what, headers, status) => {
    const usual = { 'upload-length': '5', 'upload-metadata': `blobId ${Buffer.from(ID).toString('base64')}` };
    expect((await ask('POST', '/files', { ...usual, ...headers })).status).toBe(status);
  });

  it.each([
    ['another content type', { 'content-type': 'text/plain' }, 415],
    ['no offset', { 'upload-offset': 'x' }, 400],
    ['a checksum it does not know', { 'upload-checksum': 'crc32 AAAA' }, 400],
    ['a checksum that is none', { 'upload-checksum': 'sha1 AAAA' }, 400],
  ])('refuses a chunk with %s', async (_what, headers, status) => {
    await begin();
    expect((await send(0, PAGE, headers)).status).toBe(status);
  });
});

describe('a stored file', () => {
  it('lies enciphered, and a flipped bit is found before a byte of it is given', async () => {
    await begin();
    await send(0, PAGE);
    const file = path.join(hall.folder, 'blobs', 'whole', ID.slice(0, 2), ID);
    const bytes = readFileSync(file);
    expect(bytes.includes(PAGE.subarray(5_000, 5_016))).toBe(false);
    bytes[12_345]! ^= 4;
    writeFileSync(file, bytes);
    await expect(hall.server.services.files.read(ID)).resolves.toEqual({ kind: 'damaged' });
    // The bytes are kept apart, and the terminal that still holds the page is asked for it again.
    expect(readdirSync(path.join(hall.folder, 'blobs', 'damaged'))).toEqual([ID]);
    expect((await ask('HEAD', `/files/${ID}`)).status).toBe(404);
    await begin();
    expect((await send(0, PAGE)).status).toBe(204);
    await expect(hall.server.services.files.read(ID)).resolves.toMatchObject({ kind: 'bytes' });
  });
});
