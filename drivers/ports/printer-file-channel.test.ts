import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realClock } from '#kernel/real-clock.ts';
import { unwrap } from '#kernel/result.ts';
import { openByteChannel } from './open-channel.ts';

describe('a printer device file', () => {
  it('takes the bytes in order', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'lp-')), 'lp0');
    writeFileSync(path, '');
    const channel = unwrap(await openByteChannel(`lp:${path}`, { clock: realClock }));
    await Promise.all([channel.write(Uint8Array.of(1, 2)), channel.write(Uint8Array.of(3))]);
    await channel.close();
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    expect(await channel.write(Uint8Array.of(4))).toMatchObject({ error: { kind: 'closed' } });
  });

  it('that is a real character device can be opened, written and closed', async () => {
    const channel = unwrap(await openByteChannel('lp:/dev/null', { clock: realClock }));
    expect(await channel.write(new Uint8Array(1000))).toMatchObject({ ok: true });
    await channel.close();
  });

  it('that is missing or a folder is named', async () => {
    expect(await openByteChannel('lp:/dev/usb/lp99', { clock: realClock })).toMatchObject({ error: { kind: 'not-found', detail: expect.stringContaining('/dev/usb/lp99') } });
    expect(await openByteChannel('lp:/tmp', { clock: realClock })).toMatchObject({ error: { kind: 'bad-address', detail: expect.stringContaining('/tmp') } });
  });

  it('that refuses bytes is an error of the write and the end of the channel', async () => {
    const channel = unwrap(await openByteChannel('lp:/dev/full', { clock: realClock }));
    const ended = new Promise((resolve) => channel.onEnd(resolve));
    expect(await channel.write(Uint8Array.of(1))).toMatchObject({ ok: false, error: { detail: expect.stringContaining('/dev/full') } });
    expect(await ended).toMatchObject({ kind: 'lost' });
    await channel.close();
  });
});
