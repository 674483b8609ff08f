import { expect, it } from 'vitest';
import { proveBitFlips } from './bit-flip-proof.ts';

it('mends a store or finds it unharmed after any one flipped bit, with everything acknowledged and no number twice', async () => {
  const { ok, failures } = await proveBitFlips({ count: 40, say: () => {} });
  expect(failures).toEqual([]);
  expect(ok).toBe(true);
});
