import { expect, it } from 'vitest';
import { benchGrowth } from './growth.ts';

it('keeps the store’s file near what lives in it, in service and after a long outage', async () => {
  const rows = await benchGrowth(6_000);
  expect(rows.filter(({ met }) => met !== true)).toEqual([]);
  expect(rows).toHaveLength(3);
});
