import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});

afterAll(() => test.close());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** As a browser sends it, unless a header says otherwise. */
function ask(method: string, path: string, headers: Readonly<Record<string, string>> = {}, body: unknown = null): Promise<Answer> {
  const { origin, hostname, port } = new URL(test.server.url);
  const content = body === null ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ method, hostname, port, path, headers: { origin, ...content, ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body === null ? undefined : JSON.stringify(body));
  });
}

function newCode(): string {
  const [url] = test.server.manageLink(10).urls;
  return /#sign-in=(.+)$/.exec(url!)![1]!;
}

async function signIn(): Promise<string> {
  const answer = await ask('POST', '/manage/session', {}, { code: newCode() });
  return String(answer.headers['set-cookie']).split(';')[0]!;
}

const call = (name: string, input: unknown, headers: Readonly<Record<string, string>>) => ask('POST', `/manage/rpc/${name}`, headers, { json: input });

describe('the manager’s pages', () => {
  it('give a link’s session in a cookie no script and no other site can use, once', async () => {
    const code = newCode();
    const first = await ask('POST', '/manage/session', {}, { code });
    expect(first.status).toBe(200);
    expect(String(first.headers['set-cookie'])).toMatch(/^yichuang-manage-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=43200$/);
    expect((await ask('POST', '/manage/session', {}, { code })).status).toBe(401);
  });

  it('do nothing without a session, with a session’s cookie from another page, or under another name', async () => {
    const cookie = await signIn();
    const input = { ids: null };
    expect((await call('retry', input, {})).status).toBe(401);
    expect((await call('retry', input, { cookie: 'yichuang-manage-1=x' })).status).toBe(401);
    expect((await call('retry', input, { cookie, origin: 'https://evil.example' })).status).toBe(403);
    expect((await call('retry', input, { cookie, host: 'evil.example' })).status).toBe(421);
    expect((await call('retry', input, { cookie })).status).toBe(200);
    expect((await ask('GET', '/manage/rpc/retry?data={}', { cookie })).status).toBe(404);
  });

  it('end a session at sign-out', async () => {
    const cookie = await signIn();
    expect(JSON.parse((await ask('GET', '/manage/session', { cookie })).text)).toEqual({ signedIn: true });
    expect((await ask('DELETE', '/manage/session', { cookie })).status).toBe(200);
    expect(JSON.parse((await ask('GET', '/manage/session', { cookie })).text)).toEqual({ signedIn: false });
    expect((await call('retry', { ids: null }, { cookie })).status).toBe(401);
  });

  it('give out no file but the parts of the page', async () => {
    for (const path of ['/manage/assets/..%2f..%2fpackage.json', '/manage/assets/manage.html', '/manage/kiosk.html']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await ask('GET', path)).status, path).toBe(404);
    }
    const page = await ask('GET', '/manage/');
    expect(String(page.headers['content-security-policy'])).toContain("frame-ancestors 'none'");
  });

  it('say so plainly to a page that does what there is not', async () => {
    const cookie = await signIn();
    expect(JSON.parse((await call('mark', { ids: ['parked:none'], state: 'seen', note: '' }, { cookie })).text)).toEqual({ json: { marked: 0 } });
    expect((await call('mark', { ids: ['parked:none'], state: 'gone', note: '' }, { cookie })).status).toBe(400);
  });

  it('stop answering somebody who tries links', async () => {
    const statuses: number[] = [];
    for (let tried = 0; tried < 12; tried += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      statuses.push((await ask('POST', '/manage/session', {}, { code: 'guess' })).status);
    }
    expect(statuses.at(-1)).toBe(429);
    // Also a good link, until the minute is over: it is not used up by that.
    expect((await ask('POST', '/manage/session', {}, { code: newCode() })).status).toBe(429);
  });
});
