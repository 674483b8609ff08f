import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel/random.ts';
import { hashOf } from './append.ts';
import { canonicalJson } from './canonical-json.ts';
import { rechained, type Place } from './rechain.ts';

const OP = '019cab00-0000-7000-8000-000000000001';
const LOG = '019cab00-0000-7000-8000-0000000000aa';
const PLACE: Place = { logId: '019cab00-0000-7000-8000-0000000000bb', seq: 12_345, prevHash: 'f'.repeat(64), terminalId: null };

function envelope(change: object = {}) {
  return {
    opId: OP, terminalId: 'kiosk-1', logId: LOG, seq: 7, prevHash: '0'.repeat(64), kind: 'ticket.paper', version: 1, aggregate: `ticket:${OP}`,
    at: { wallMs: 1, bootId: 'boot-1', monotonicMs: 2.5, lastServerMs: null, trust: 'trusted' },
    payload: { ticketId: OP, paper: 'printed', copy: 1, source: 'printer' },
    ...change,
  };
}

const held = (value: { readonly opId: string }) => {
  const body = canonicalJson(value);
  return { opId: value.opId, hash: hashOf(body), body };
};

const AWKWARD = [
  '"prevHash":"x"', '\\"logId\\":"', '{"a":1}', '中文 “引号”', '\\', '","seq":1,"terminalId":"y","version":1}', '\u2028\n\t', '$1$&', '😀', '}',
];

describe('an operation at a new place', () => {
  it('has exactly the canonical bytes of its envelope with the new place, whatever its words hold', () => {
    const random = seededRandom(3);
    const word = (): string => AWKWARD[Math.floor(random.next() * AWKWARD.length)]! + String(random.next());
    for (let turn = 0; turn < 500; turn += 1) {
      const nested = { seq: turn, logId: word(), prevHash: '1'.repeat(64), terminalId: word(), version: 1 };
      const payload = [nested, [nested, word()], word(), { z: nested, a: { version: 2 } }, null, 4][turn % 6];
      const value = envelope({ aggregate: word().slice(0, 80), terminalId: word().slice(0, 64), payload, seq: turn + 1 });
      const terminalId = turn % 2 === 0 ? null : word();
      const expected = canonicalJson({ ...value, ...PLACE, terminalId: terminalId ?? value.terminalId });
      expect(rechained(held(value), { ...PLACE, terminalId })).toBe(expected);
    }
  });

  it('is read anew when its bytes do not fit their hash, its order is not canonical, or its name is another', () => {
    const value = envelope();
    const expected = canonicalJson({ ...value, ...PLACE, terminalId: 'kiosk-1' });
    const loose = JSON.stringify(value, null, 1);
    expect(rechained({ opId: OP, hash: hashOf(loose), body: loose }, PLACE)).toBe(expected);
    expect(rechained({ ...held(value), hash: '0'.repeat(64) }, PLACE)).toBe(expected);
    expect(rechained({ ...held(value), opId: LOG }, PLACE)).toBe(expected);
  });

  it.each([
    ['no JSON', 'hello', /JSON/],
    ['no envelope', '{"aggregate":"x"}', /opId/],
    ['an envelope with a wrong member', canonicalJson(envelope({ version: 0 })), /version/],
  ])('is refused when it is %s', (_what, body, words) => {
    expect(() => rechained({ opId: OP, hash: '0'.repeat(64), body }, PLACE)).toThrow(words);
  });
});
