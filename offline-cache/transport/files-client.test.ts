import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UploadRefused } from '../blobs/files-port.ts';
import { connectHall, type HallTransport } from './hall-client.ts';

const ID = 'ab'.repeat(32);
const never = new AbortController().signal;

let server: Server;
let transport: HallTransport;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const heard: { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers'] }[] = [];

beforeEach(async () => {
  heard.length = 0;
  server = createServer((request, response) => {
    heard.push({ method: request.method!, url: request.url!, headers: request.headers });
    request.resume();
    request.once('end', () => answer(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  transport = connectHall({ serverUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, serverKey: '', token: 't'.repeat(43) });
});

afterEach(async () => {
  await transport.close();
  server.close();
});

function status(code: number, headers: Record<string, string> = {}): void {
  answer = (_request, response) => response.writeHead(code, headers).end();
}

describe('the client of /files', () => {
  it('says which version it speaks, who it is and what a chunk is', async () => {
    status(204, { 'Upload-Offset': '12' });
    await expect(transport.files.append(ID, 9, Buffer.from('abc'), never)).resolves.toEqual({ kind: 'at', offset: 12 });
    const [{ method, url, headers }] = heard as [(typeof heard)[number]];
    expect([method, url]).toEqual(['PATCH', `/files/${ID}`]);
    expect(headers).toMatchObject({
      'tus-resumable': '1.0.0', authorization: `Bearer ${'t'.repeat(43)}`, 'upload-offset': '9', 'content-length': '3', 'content-type': 'application/offset+octet-stream',
      // SHA-256 of "abc" (FIPS 180-4).
      'upload-checksum': 'sha256 ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=',
    });
  });

  it.each([
    [404, 'gone'],
    [410, 'gone'],
    [409, 'moved'],
    [423, 'moved'],
    [460, 'corrupt'],
  ] as const)('takes %i for a chunk as “%s”, never as a reason to give up', async (code, kind) => {
    status(code);
    await expect(transport.files.append(ID, 0, Buffer.from('abc'), never)).resolves.toEqual({ kind });
  });

  it.each([401, 413, 500, 507])('throws %i', async (code) => {
    status(code);
    await expect(transport.files.append(ID, 0, Buffer.from('abc'), never)).rejects.toBeInstanceOf(UploadRefused);
    await expect(transport.files.begin(ID, 3, never)).rejects.toMatchObject({ status: code });
    await expect(transport.files.offset(ID, never)).rejects.toMatchObject({ status: code });
  });

  it('throws at an answer without an offset', async () => {
    status(204);
    await expect(transport.files.append(ID, 0, Buffer.from('abc'), never)).rejects.toThrow('no Upload-Offset');
  });

  it('knows nothing of an upload the server knows nothing of', async () => {
    status(404);
    await expect(transport.files.offset(ID, never)).resolves.toBeNull();
  });

  it('is quiet only when no call is under way', async () => {
    const asked = Promise.withResolvers<ServerResponse>();
    answer = (_request, response) => asked.resolve(response);
    const call = transport.client.reports.today().catch(() => {});
    const response = await asked.promise;
    let quiet = false;
    const waiting = transport.files.quiet().then(() => (quiet = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(quiet).toBe(false);
    response.writeHead(500).end();
    await call;
    await waiting;
    expect(quiet).toBe(true);
  });
});
