import { describe, expect, it } from 'vitest';
import { realClock } from '#kernel/real-clock.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { externalPhotoDecoder } from './photo.ts';

const WLT = new Uint8Array(1024).fill(3);

describe('an external photo decoder', () => {
  it('gets the photo on stdin and gives the picture on stdout', async () => {
    expect(await externalPhotoDecoder('cat', realClock)(WLT)).toEqual({ ok: true, value: WLT });
  });

  it('that fails, gives nothing or does not exist is one sentence and loses no card', async () => {
    expect(await externalPhotoDecoder('false', realClock)(WLT)).toEqual({ ok: false, error: 'photo decoder false: ended with 1 and 0 bytes' });
    expect(await externalPhotoDecoder('no-such-decoder', realClock)(WLT)).toMatchObject({ ok: false, error: expect.stringContaining('ENOENT') });
  });

  it('that hangs is given up after 3 s', async () => {
    const clock = new SimulatedClock();
    const decoding = externalPhotoDecoder('sleep', clock, ['60'])(WLT);
    await clock.advance(3000);
    expect(await decoding).toEqual({ ok: false, error: 'photo decoder sleep: no picture within 3000 ms' });
  });
});
