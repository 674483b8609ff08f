import { describe, expect, it } from 'vitest';
import { pooledRandom } from './pooled-random.ts';

describe('pooled randomness', () => {
  it('gives every byte of its source out once, in order', () => {
    let drawn = 0;
    const source = { next: () => 0, bytes: (length: number) => Uint8Array.from({ length }, () => (drawn += 1) & 0xff) };
    const random = pooledRandom(source);
    const first = random.bytes(16);
    const second = random.bytes(16);
    expect([...first, ...second]).toEqual(Array.from({ length: 32 }, (_, i) => i + 1));
    first.fill(0);
    expect(random.bytes(1)).toEqual(Uint8Array.of(33));
  });

  it('draws anew when what is left does not suffice, and asks for large pieces directly', () => {
    const asked: number[] = [];
    const random = pooledRandom({ next: () => 0, bytes: (length) => (asked.push(length), new Uint8Array(length)) });
    for (let i = 0; i < 300; i += 1) expect(random.bytes(16)).toHaveLength(16);
    expect(random.bytes(5000)).toHaveLength(5000);
    expect(asked).toEqual([4096, 4096, 5000]);
  });
});
