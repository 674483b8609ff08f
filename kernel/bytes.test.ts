import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, equalBytes, fromHex, indexOfBytes, toHex, uint16be, uint16le, uint32le, xorOf } from './bytes.ts';

const bytes = (max = 64) => fc.uint8Array({ maxLength: max });

describe('hexadecimal text', () => {
  it('is read with any white space and either case', () => {
    expect(fromHex(' AA aa\n9 6\t69 ')).toEqual(Uint8Array.of(0xaa, 0xaa, 0x96, 0x69));
    expect(fromHex('')).toEqual(new Uint8Array());
  });

  it('is written as manuals print it', () => {
    expect(toHex(Uint8Array.of(0x0a, 0xff, 0x00))).toBe('0A FF 00');
    expect(toHex(Uint8Array.of(0x0a, 0xff), '')).toBe('0AFF');
    expect(toHex(new Uint8Array())).toBe('');
  });

  it('comes back as it was from any bytes', () => {
    fc.assert(
      fc.property(bytes(), (given) => {
        expect(fromHex(toHex(given))).toEqual(given);
      }),
    );
  });

  it.each(['A', 'AAA', '0x12', 'G0', 'AA,BB', '１２'])('is refused when it is %j', (text) => {
    expect(() => fromHex(text)).toThrow(`not hexadecimal: ${text}`);
  });
});

describe('joining', () => {
  it('keeps every byte in its order', () => {
    fc.assert(
      fc.property(fc.array(bytes()), (parts) => {
        expect([...concatBytes(...parts)]).toEqual(parts.flatMap((part) => [...part]));
      }),
    );
  });

  it('keeps no reference to its parts', () => {
    const part = Uint8Array.of(1, 2);
    const joined = concatBytes(part);
    part[0] = 9;
    expect(joined).toEqual(Uint8Array.of(1, 2));
  });
});

describe('comparing', () => {
  it('finds equal what has the same bytes', () => {
    fc.assert(
      fc.property(bytes(), (given) => {
        expect(equalBytes(given, given.slice())).toBe(true);
      }),
    );
  });

  it('tells a changed byte, a missing byte and one too many', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
    expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
  });
});

describe('the exclusive or', () => {
  it('is the check of an SDT command: length, command and parameters', () => {
    // SAM_V "find card": AA AA AA 96 69 00 03 20 01 22, the last byte checks the four before it.
    const frame = fromHex('AA AA AA 96 69 00 03 20 01 22');
    expect(xorOf(frame, 5, 9)).toBe(0x22);
  });

  it('is nothing over nothing, and nothing once its own result is added', () => {
    expect(xorOf(new Uint8Array())).toBe(0);
    fc.assert(
      fc.property(bytes(), (given) => {
        expect(xorOf(concatBytes(given, Uint8Array.of(xorOf(given))))).toBe(0);
      }),
    );
  });
});

describe('searching', () => {
  it('agrees with searching in text', () => {
    const few = fc.array(fc.constantFrom(0x61, 0x62), { maxLength: 12 }).map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(few, few, fc.nat(6), (inside, pattern, from) => {
        fc.pre(pattern.length > 0);
        const text = (list: Uint8Array): string => String.fromCodePoint(...list);
        expect(indexOfBytes(inside, pattern, from)).toBe(text(inside).indexOf(text(pattern), from));
      }),
    );
  });

  it('finds no pattern that runs over the end', () => {
    expect(indexOfBytes(Uint8Array.of(1, 2, 3), Uint8Array.of(3, 4))).toBe(-1);
  });

  it('finds a pattern behind a false start of itself', () => {
    expect(indexOfBytes(fromHex('AA AA AA AA 96 69'), fromHex('AA AA AA 96'))).toBe(1);
  });
});

describe('numbers of several bytes', () => {
  it('are read as DataView reads them, at any place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 12 }), fc.nat(8), (given, place) => {
        const at = Math.min(place, given.length - 4);
        const view = new DataView(given.buffer, given.byteOffset, given.byteLength);
        expect(uint16be(given, at)).toBe(view.getUint16(at));
        expect(uint16le(given, at)).toBe(view.getUint16(at, true));
        expect(uint32le(given, at)).toBe(view.getUint32(at, true));
      }),
    );
  });

  it('have no sign', () => {
    expect(uint32le(fromHex('FF FF FF FF'), 0)).toBe(0xff_ff_ff_ff);
  });
});
