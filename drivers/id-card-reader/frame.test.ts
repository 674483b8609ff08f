import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, toHex } from '#kernel/bytes.ts';
import { createFrameDecoder, encodeFrame } from './frame.ts';
import { FRAME_GAP_MS, LONGEST_LENGTH } from './manual.ts';
import { workedReadReply } from './fixtures/vectors/worked-card.ts';

const FOUND = fromHex('AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97');
const NO_CARD = fromHex('AA AA AA 96 69 00 04 00 00 80 84');

/** `found` for a frame, `reason:count` for discarded bytes. */
function decoded(...chunks: readonly Uint8Array[]): string[] {
  const decoder = createFrameDecoder();
  return chunks.flatMap((chunk) => decoder.push(chunk, 0)).map((item) => (item.kind === 'frame' ? toHex(item.frame.body) : `${item.reason}:${item.bytes.length}`));
}

describe('reader frames', () => {
  it('are whole however the stream divides them', () => {
    const stream = concatBytes(FOUND, NO_CARD);
    for (let at = 0; at <= stream.length; at += 1) {
      expect(decoded(stream.slice(0, at), stream.slice(at)), `split at ${at}`).toEqual(['00 00 9F 00 00 00 00', '00 00 80']);
    }
  });

  it('are whole when the long reply of a card comes split at every byte', () => {
    const reply = workedReadReply();
    for (let at = 0; at <= reply.length; at += 1) expect(decoded(reply.slice(0, at), reply.slice(at))).toHaveLength(1);
  });

  it('are whole when every byte comes alone', () => {
    expect(decoded(...Array.from(workedReadReply(), (byte) => Uint8Array.of(byte)))).toHaveLength(1);
  });

  it('come both out of one chunk', () => {
    expect(decoded(concatBytes(FOUND, NO_CARD))).toEqual(['00 00 9F 00 00 00 00', '00 00 80']);
  });

  it('are found behind and between noise, even noise that looks like a preamble', () => {
    expect(decoded(concatBytes(fromHex('00 FF AA AA'), NO_CARD, fromHex('13 AA AA AA 96'), FOUND))).toEqual(['noise:4', '00 00 80', 'noise:5', '00 00 9F 00 00 00 00']);
  });

  it('are given up when the checksum is wrong, and the next one is found', () => {
    const bad = NO_CARD.slice();
    bad[10]! ^= 1;
    expect(decoded(bad, FOUND)).toEqual(['bad-checksum:11', '00 00 9F 00 00 00 00']);
  });

  it('are found inside the pretended length of a frame whose length was damaged', () => {
    const bad = NO_CARD.slice();
    bad[6] = 0x0e;
    expect(decoded(concatBytes(bad, FOUND))).toEqual(['bad-checksum:11', '00 00 9F 00 00 00 00']);
  });

  it('are given up at once when the length is beyond the longest reply or too short', () => {
    expect(decoded(fromHex('AA AA AA 96 69 0A 01'), NO_CARD)).toEqual(['bad-length:7', '00 00 80']);
    expect(decoded(fromHex('AA AA AA 96 69 00 02 00 02'), NO_CARD)).toEqual(['bad-length:9', '00 00 80']);
  });

  it('of which only a half came are given up when a pause follows, and a good one behind it is taken', () => {
    const decoder = createFrameDecoder();
    expect(decoder.push(workedReadReply().slice(0, 500), 0)).toEqual([]);
    const items = decoder.push(NO_CARD, FRAME_GAP_MS);
    expect(items.map((item) => item.kind)).toEqual(['discarded', 'frame']);
    expect(items[0]).toMatchObject({ reason: 'gap', bytes: workedReadReply().slice(0, 500) });
  });

  it('that were swallowed by a pretended length come out when the pause ends the wait', () => {
    const decoder = createFrameDecoder();
    expect(decoder.push(concatBytes(fromHex('AA AA AA 96 69 05 08 00 00 90'), NO_CARD), 0)).toEqual([]);
    expect(decoder.expire(FRAME_GAP_MS - 1)).toEqual([]);
    expect(decoder.expire(FRAME_GAP_MS).map((item) => item.kind)).toEqual(['discarded', 'frame']);
    expect(decoder.pendingBytes).toBe(0);
  });

  it('survive a pause that only the process had: late bytes that complete them are taken', () => {
    const decoder = createFrameDecoder();
    decoder.push(FOUND.slice(0, 9), 0);
    expect(decoder.push(FOUND.slice(9), 10 * FRAME_GAP_MS)).toMatchObject([{ kind: 'frame' }]);
  });

  it("of the reader's own timeout pass with any checksum", () => {
    expect(decoded(fromHex('AA AA AA 96 69 00 05 05 05 05 05 77'))).toEqual(['05 05 05 05']);
  });

  it('come back as they were encoded, in any division and behind any noise without a preamble', () => {
    const body = fc.uint8Array({ minLength: 2, maxLength: 300 });
    const noise = fc.uint8Array({ maxLength: 20 }).map((bytes) => bytes.filter((byte) => byte !== 0xaa));
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, body), { maxLength: 4 }), fc.integer({ min: 1, max: 64 }), (parts, step) => {
        const stream = concatBytes(...parts.flatMap(([before, content]) => [before, encodeFrame(content)]));
        const decoder = createFrameDecoder();
        const frames: string[] = [];
        for (let at = 0; at < stream.length; at += step) {
          for (const item of decoder.push(stream.slice(at, at + step), 0)) if (item.kind === 'frame') frames.push(toHex(item.frame.body));
        }
        expect(frames).toEqual(parts.map(([, content]) => toHex(content)));
      }),
    );
  });

  it('never break the decoder, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(fromHex('AA AA AA 96 69'))), { maxLength: 30 }), (chunks) => {
        const decoder = createFrameDecoder();
        let out = 0;
        for (const chunk of chunks) for (const item of decoder.push(chunk, 0)) out += item.kind === 'frame' ? item.frame.body.length + 8 : item.bytes.length;
        for (const item of decoder.expire(FRAME_GAP_MS)) out += item.kind === 'frame' ? item.frame.body.length + 8 : item.bytes.length;
        expect(out).toBe(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
        expect(decoder.pendingBytes).toBe(0);
      }),
    );
  });

  it('cannot be encoded longer than the protocol allows', () => {
    expect(() => encodeFrame(new Uint8Array(LONGEST_LENGTH))).toThrow('frame length');
    expect(() => encodeFrame(new Uint8Array(1))).toThrow('frame length');
  });
});
