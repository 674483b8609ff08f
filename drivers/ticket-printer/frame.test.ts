import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '#kernel/bytes.ts';
import { ReplyDecoder, type Expecting, type Reply } from './frame.ts';

const NOTHING: Expecting = { echo: false, presenter: undefined };

function decode(hex: string, expecting: Expecting = NOTHING): readonly string[] {
  return new ReplyDecoder().push(fromHex(hex), 0, expecting).map(name);
}

function name(reply: Reply): string {
  return reply.kind === 'automatic' || reply.kind === 'presenter' ? `${reply.kind}:${reply.bytes.length}` : `${reply.kind}:${reply.byte.toString(16)}`;
}

describe('what a printer sends', () => {
  it('tells status answers from automatic status by their fixed bits', () => {
    expect(decode('12 10 00 00 0F 1E')).toEqual(['realtime:12', 'automatic:4', 'realtime:1e']);
  });

  it('takes 00, 03, 0C and 0F for the echo only when one is due', () => {
    expect(decode('03', { ...NOTHING, echo: true })).toEqual(['echo:3']);
    expect(decode('03')).toEqual(['noise:3']);
  });

  it('does not take the tail of automatic status for an echo', () => {
    expect(decode('14 00 00 0F', { ...NOTHING, echo: true })).toEqual(['automatic:4']);
  });

  it('rejects noise: XON, XOFF, text, high bits', () => {
    expect(decode('11 13 41 92 FF 00')).toEqual(['noise:11', 'noise:13', 'noise:41', 'noise:92', 'noise:ff', 'noise:0']);
  });

  it('gives up a started frame that another answer interrupts', () => {
    expect(decode('18 00 12 12')).toEqual(['noise:18', 'noise:0', 'realtime:12', 'realtime:12']);
  });

  it('gives up a started frame after a gap', () => {
    const decoder = new ReplyDecoder();
    expect(decoder.push(fromHex('18 00'), 0, NOTHING)).toEqual([]);
    expect(decoder.push(fromHex('12'), 500, NOTHING).map(name)).toEqual(['noise:18', 'noise:0', 'realtime:12']);
  });

  it('reads the full status of Custom printers, which begins like automatic status', () => {
    const presenter = { head: [0x10, 0x0f], length: 4 };
    expect(decode('10 0F 20 00 00 00', { echo: false, presenter })).toEqual(['presenter:4']);
    expect(decode('10 00 00 0F', { echo: false, presenter })).toEqual(['automatic:4']);
  });

  it('gives the same answers however the bytes are divided', () => {
    const stream = fromHex('12 16 10 00 00 0F FF 1E 38 00 00 0F 41 72');
    const whole = new ReplyDecoder().push(stream, 0, NOTHING).map(name);
    assert(
      property(array(integer({ min: 1, max: 5 }), { minLength: 20, maxLength: 20 }), (sizes) => {
        const decoder = new ReplyDecoder();
        const out: string[] = [];
        let at = 0;
        for (const size of sizes) {
          out.push(...decoder.push(stream.slice(at, at + size), 0, NOTHING).map(name));
          at += size;
        }
        expect(out).toEqual(whole);
      }),
    );
  });
});
