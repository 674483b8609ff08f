import { expect, it } from 'vitest';
import { manageFixtures } from '../../fixtures/manage-fixtures.ts';
import { groupItems } from './attention-groups.ts';

it('puts records kept aside for one reason at one terminal together, and leaves each conflict alone', () => {
  const groups = groupItems(manageFixtures['busy']!.items);
  expect(groups.map(({ items }) => items.length)).toEqual([3, 1, 1, 1, 1]);
});

it('loses none of many', () => {
  const { items } = manageFixtures['many']!;
  expect(groupItems(items).flatMap((group) => group.items)).toHaveLength(items.length);
  expect(groupItems(items)).toHaveLength(6);
});
