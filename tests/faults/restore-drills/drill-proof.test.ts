import { expect, it } from 'vitest';
import { proveRestoreDrills } from './drill-proof.ts';

it('every restore drill loses nothing that some place still holds, gives no number twice and is shown to staff (seed 1)', async () => {
  const { failures } = await proveRestoreDrills({ count: 1, seed: 1, say: () => {} });
  expect(failures.join('\n')).toBe('');
});
