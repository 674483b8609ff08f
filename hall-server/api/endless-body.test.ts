import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});

afterAll(() => test.close());

/** Sends up to 64 MB in chunks without saying how long it will be; gives how much was taken before the server ended it. */
function pour(path: string, contentType: string): Promise<{ readonly sent: number; readonly status: number | null }> {
  const chunk = Buffer.alloc(64 * 1024, 97);
  return new Promise((resolve) => {
    let sent = 0;
    let status: number | null = null;
    const call = request(`${test.server.url}${path}`, { method: 'POST', headers: { 'content-type': contentType } }, (answer) => {
      status = answer.statusCode ?? null;
      answer.resume();
      end();
    });
    const end = (): void => {
      call.destroy();
      resolve({ sent, status });
    };
    const more = (): void => {
      if (sent >= 64 * 1024 * 1024) return void call.end();
      sent += chunk.length;
      call.write(chunk, () => setImmediate(more));
    };
    call.on('error', end);
    more();
  });
}

it.each(['application/json', 'text/plain', 'application/octet-stream', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'text/event-stream'])(
  'an endless body of %s from a stranger is cut off',
  async (contentType) => {
    for (const path of ['/rpc/sync/push', '/api/sync/push', '/rpc/terminals/enrol', '/files', '/manage/session', '/nowhere']) {
      const { sent, status } = await pour(path, contentType);
      expect([400, 412, 413, 415, null]).toContain(status);
      expect(sent).toBeLessThan(16 * 1024 * 1024);
    }
  },
  20_000,
);
