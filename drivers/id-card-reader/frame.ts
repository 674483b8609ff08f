import { concatBytes, uint16be, xorOf } from '#kernel/bytes.ts';
import { ResyncDecoder, type FrameDecoder, type FrameFormat } from '../exchange/frame-decoder.ts';
import { FRAME_GAP_MS, HEADER_BYTES, LONGEST_LENGTH, PREAMBLE, SHORTEST_LENGTH } from './manual.ts';

/** What stands between the length and the checksum: CMD PARA data in a request, SW1 SW2 SW3 data in a reply. */
export interface Frame {
  readonly body: Uint8Array;
}

/** `AA AA AA 96 69 | LenH LenL | body | CHK`; the length counts body and CHK, CHK is the XOR from LenH on. */
export function encodeFrame(body: Uint8Array): Uint8Array {
  const length = body.length + 1;
  if (length < SHORTEST_LENGTH || length > LONGEST_LENGTH) throw new RangeError(`frame length ${length} is not ${SHORTEST_LENGTH} … ${LONGEST_LENGTH}`);
  const counted = concatBytes(Uint8Array.of(length >> 8, length & 0xff), body);
  return concatBytes(Uint8Array.from(PREAMBLE), counted, Uint8Array.of(xorOf(counted)));
}

/** SW 05 05 05 with length 5: the reader's own receive timed out. Its checksum is not to be relied on (seen in the field). */
const READER_TIMEOUT_LENGTH = 5;
export function isReaderTimeout(body: Uint8Array): boolean {
  return body.length === READER_TIMEOUT_LENGTH - 1 && body[0] === 0x05 && body[1] === 0x05 && body[2] === 0x05;
}

const FORMAT: FrameFormat<Frame> = {
  start: PREAMBLE,
  headerBytes: HEADER_BYTES,
  measure(header) {
    const length = uint16be(header, PREAMBLE.length);
    return length < SHORTEST_LENGTH || length > LONGEST_LENGTH ? undefined : HEADER_BYTES + length;
  },
  parse(whole) {
    const body = whole.slice(HEADER_BYTES, whole.length - 1);
    return xorOf(whole, PREAMBLE.length) === 0 || isReaderTimeout(body) ? { body } : undefined;
  },
};

/** Decoder for either direction. `gapMs`: pause that means the rest of a frame will not come. */
export function createFrameDecoder(gapMs: number = FRAME_GAP_MS): FrameDecoder<Frame> {
  return new ResyncDecoder(FORMAT, gapMs);
}
