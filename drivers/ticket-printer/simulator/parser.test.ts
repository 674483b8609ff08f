import { array, assert, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex } from '#kernel/bytes.ts';
import { unwrap } from '#kernel/result.ts';
import { encodeCommands } from '../commands.ts';
import { layOutTicket } from '../layout.ts';
import { generic58 } from '../profiles/generic-58.ts';
import { TICKET } from '../testing/bench.ts';
import { encodeCharacter, encodeText } from '../text-encoding.ts';
import { CommandParser, type Operation } from './parser.ts';

function parseInPieces(bytes: Uint8Array, sizes: readonly number[]): readonly Operation[] {
  const parser = new CommandParser();
  const out: Operation[] = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length]!;
    out.push(...parser.push(bytes.slice(at, at + size)));
    at += size;
  }
  return out;
}

describe('reading a printer’s byte stream', () => {
  it('reads the worked ticket head', () => {
    const operations = new CommandParser().push(fromHex('1B 40 1C 26 1B 61 01 1D 21 11 C7 EB C8 A1 BA C5 0A 1D 21 00 1D 56 42 00'));
    expect(operations).toEqual([
      { op: 'initialise' },
      { op: 'chinese', on: true },
      { op: 'align', value: 1 },
      { op: 'size', width: 2, height: 2 },
      { op: 'character', bytes: [0xc7, 0xeb] },
      { op: 'character', bytes: [0xc8, 0xa1] },
      { op: 'character', bytes: [0xba, 0xc5] },
      { op: 'line-feed' },
      { op: 'size', width: 1, height: 1 },
      { op: 'cut', full: false, feed: 0 },
    ]);
  });

  it('reads a whole ticket the same way when it is split at every byte', () => {
    const bytes = encodeCommands(unwrap(layOutTicket(TICKET, generic58)).commands);
    const whole = new CommandParser().push(bytes);
    expect(parseInPieces(bytes, [1])).toEqual(whole);
    expect(whole.filter((operation) => operation.op === 'unknown')).toEqual([]);
  });

  it('gives every character of a text back, whatever the text and the division', () => {
    const text = string({ unit: 'binary' }).map((raw) => Array.from(raw).filter((char) => encodeCharacter(char) !== undefined).join(''));
    assert(
      property(text, array(integer({ min: 1, max: 7 }), { minLength: 1 }), (written, sizes) => {
        const characters = parseInPieces(encodeText(written), sizes).flatMap((operation) => (operation.op === 'character' ? [Uint8Array.from(operation.bytes)] : []));
        expect(new TextDecoder('gbk').decode(concatBytes(...characters))).toBe(written);
      }),
    );
  });

  it('skips what it does not know and reads on', () => {
    const operations = new CommandParser().push(fromHex('1B FE 41 1D 28 4C 02 00 30 32 42'));
    expect(operations.filter((operation) => operation.op === 'character').map((operation) => operation.bytes[0])).toEqual([0x41, 0x42]);
  });
});
