import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { temporaryFolder } from '../testing/store-fixture.ts';
import { fileKeyProvider } from './file-key.ts';
import { pipeKeyProvider, portKeyProvider } from './handed-over-key.ts';
import { keyErrorSentence } from './key-provider.ts';

const digits = 'ab'.repeat(32);

describe('a key in a file', () => {
  it('is made once, for the owner only, and is the same for everybody who asks at once', async () => {
    using place = temporaryFolder();
    const file = path.join(place.folder, 'keys', 'store.key');
    const keys = await Promise.all([1, 2, 3].map(() => fileKeyProvider(file).obtain()));
    const first = unwrap(keys[0]!);
    expect(first).toMatchObject({ algorithm: 'aegis', strength: 'weak' });
    for (const key of keys) expect(unwrap(key).bytes).toEqual(first.bytes);
    expect(unwrap(await fileKeyProvider(file).obtain()).bytes).toEqual(first.bytes);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.dirname(file))).toEqual(['store.key']);
  });

  it('is refused when others may read it, when it is cut short, and when it cannot be read', async () => {
    using place = temporaryFolder();
    const file = path.join(place.folder, 'store.key');
    writeFileSync(file, digits, { mode: 0o600 });
    chmodSync(file, 0o640);
    expect(await fileKeyProvider(file).obtain()).toEqual({ ok: false, error: { kind: 'too-open', where: file, mode: '0640' } });
    writeFileSync(file, digits.slice(1));
    chmodSync(file, 0o600);
    const cut = await fileKeyProvider(file).obtain();
    expect(cut).toEqual({ ok: false, error: { kind: 'malformed', where: file } });
    expect(keyErrorSentence((cut as { error: Parameters<typeof keyErrorSentence>[0] }).error)).toContain(file);
    expect(await fileKeyProvider(place.folder).obtain()).toMatchObject({ ok: false, error: { kind: 'unreadable', cause: 'EISDIR' } });
  });
});

describe('a key handed over', () => {
  it('comes as one line over a pipe, in pieces too', async () => {
    const pipe = new PassThrough();
    const key = pipeKeyProvider(pipe, new SimulatedClock()).obtain();
    pipe.write(digits.slice(0, 10));
    pipe.write(`${digits.slice(10)}\n`);
    expect(Buffer.from(unwrap(await key).bytes).toString('hex')).toBe(digits);
  });

  it('comes as 32 bytes over a port', async () => {
    const { port1, port2 } = new MessageChannel();
    const key = portKeyProvider(port2, new SimulatedClock()).obtain();
    port1.postMessage({ storeKey: new Uint8Array(32).fill(9) });
    expect(unwrap(await key)).toEqual({ bytes: new Uint8Array(32).fill(9), algorithm: 'aegis', strength: 'strong' });
    port1.close();
  });

  it('is missed after five seconds, when the pipe closes, and when it is no key', async () => {
    const clock = new SimulatedClock();
    const never = pipeKeyProvider(new PassThrough(), clock, 'fd 3').obtain();
    await clock.advance(5_000);
    expect(await never).toEqual({ ok: false, error: { kind: 'not-handed-over', where: 'fd 3' } });
    const closed = new PassThrough();
    closed.end();
    expect(await pipeKeyProvider(closed, clock, 'fd 3').obtain()).toEqual({ ok: false, error: { kind: 'not-handed-over', where: 'fd 3' } });
    const nonsense = new PassThrough();
    nonsense.end('no key\n');
    expect(await pipeKeyProvider(nonsense, clock, 'fd 3').obtain()).toEqual({ ok: false, error: { kind: 'malformed', where: 'fd 3' } });
    expect(clock.pendingTimers).toBe(0);
  });
});
