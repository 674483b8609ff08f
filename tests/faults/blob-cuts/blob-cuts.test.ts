import { describe, expect, it } from 'vitest';
import { proveBlobCuts, proveBlobFlips } from './proof.ts';

const say = (): void => {};

describe('scanned pages on a bad line', () => {
  it('arrive whole through 20 cuts and two kills, nothing sent twice beyond a chunk per cut, and leave nothing behind', async () => {
    expect((await proveBlobCuts({ count: 20, seed: 1, say })).failures).toEqual([]);
  });

  it('are never sent or shown with a flipped bit', async () => {
    expect((await proveBlobFlips({ count: 60, seed: 1, say })).failures).toEqual([]);
  });
});
