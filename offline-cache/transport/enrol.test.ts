import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { realClock } from '#kernel/real-clock.ts';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { encodeEnrolmentCode, enrolmentSecretText } from '#contracts/hall/enrolment-code.ts';
import { FakeHall } from '../testing/fake-hall.ts';
import { serveHall, type HttpsHall } from '../testing/https-hall.ts';
import { enrol, type EnrolRequest } from './enrol.ts';
import { enrolErrorSentence, type EnrolError } from './enrol-error.ts';

const secret = Uint8Array.from({ length: 10 }, (_, i) => i + 1);

function requestTo(hall: Pick<HttpsHall, 'url' | 'keyHash'>, change: Partial<EnrolRequest> = {}): EnrolRequest {
  return { serverUrl: hall.url, code: encodeEnrolmentCode(secret, hall.keyHash), terminalName: '1号取号机', kind: 'kiosk', clock: realClock, ...change };
}

async function refusal(request: EnrolRequest): Promise<EnrolError> {
  const result = await enrol(request);
  if (result.ok) throw new Error('enrolled');
  return result.error;
}

describe('enrolling a terminal', () => {
  it('proves the server by the code, sends only the secret, and pins the whole key whatever the certificate’s dates', async () => {
    await using hall = await serveHall(new FakeHall(new SimulatedClock()));
    const { enrolment, serverMs } = unwrap(await enrol(requestTo(hall)));
    expect(hall.secrets).toEqual([enrolmentSecretText(secret)]);
    expect(enrolment).toMatchObject({ terminalId: 'kiosk-7', ownSeries: 'KG', serverUrl: hall.url, serverKey: hall.keyHash.toString('hex') });
    expect(serverMs).toBe(Date.UTC(2026, 2, 2, 2, 20));
    const key = { key: Buffer.from(enrolment.signingKey, 'base64'), format: 'der', type: 'pkcs8' } as const;
    expect(createPublicKey(createPrivateKey(key)).asymmetricKeyType).toBe('ed25519');
  });

  it('sends nothing to a server whose key is another than the code’s', async () => {
    await using hall = await serveHall(new FakeHall(new SimulatedClock()));
    const error = await refusal(requestTo(hall, { code: encodeEnrolmentCode(secret, new Uint8Array(32).fill(9)) }));
    expect(error).toEqual({ kind: 'wrong-server-key', url: hall.url });
    expect(hall.requests).toEqual([]);
  });

  it.each([
    ['CODE_UNKNOWN', 'code-unknown'],
    ['CODE_EXPIRED', 'code-expired'],
    ['CODE_USED', 'code-used'],
  ] as const)('says in one sentence that the server answered %s', async (answer, kind) => {
    await using hall = await serveHall(new FakeHall(new SimulatedClock()));
    hall.enrolment = answer;
    const error = await refusal(requestTo(hall));
    expect(error.kind).toBe(kind);
    expect(enrolErrorSentence(error)).toContain(hall.url);
  });

  it('needs no key on loopback without TLS, and refuses plain HTTP to anywhere else', async () => {
    await using hall = await serveHall(new FakeHall(new SimulatedClock()), { plain: true });
    expect(unwrap(await enrol(requestTo(hall))).enrolment.serverKey).toBe('');
    const error = await refusal(requestTo({ ...hall, url: 'http://10.0.0.9:7000' }));
    expect(enrolErrorSentence(error)).toContain('http://10.0.0.9:7000');
    expect(error).toMatchObject({ kind: 'address', fault: { kind: 'plain-http' } });
  });

  it('says what is wrong with an address or code before anything is sent', async () => {
    await using hall = await serveHall(new FakeHall(new SimulatedClock()));
    expect(await refusal(requestTo({ ...hall, url: 'hall' }))).toMatchObject({ kind: 'address', fault: { kind: 'not-a-url' } });
    expect(await refusal(requestTo({ ...hall, url: 'ftp://hall' }))).toMatchObject({ kind: 'address', fault: { kind: 'scheme' } });
    const error = await refusal(requestTo(hall, { code: 'YC1-1234' }));
    expect(enrolErrorSentence(error)).toBe('登记码应有 33 个字符（不计 YC1 和横线），现有 4 个，请核对');
    expect(hall.requests).toEqual([]);
  });

  it('says that nobody answers', async () => {
    const hall = await serveHall(new FakeHall(new SimulatedClock()));
    await hall[Symbol.asyncDispose]();
    const error = await refusal(requestTo(hall));
    expect(error.kind).toBe('unreachable');
    expect(enrolErrorSentence(error)).toContain(hall.url);
  });
});
