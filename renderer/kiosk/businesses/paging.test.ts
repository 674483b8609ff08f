import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_PER_PAGE, pageOf, perPage } from './paging.ts';

describe('pages of businesses', () => {
  it('never hold more than eight, in any setting', () => {
    for (const landscape of [true, false])
      for (const elder of [true, false])
        for (const reachDown of [true, false]) expect(perPage({ landscape, elder, reachDown })).toBeLessThanOrEqual(MOST_PER_PAGE);
  });

  it('hold every business once, in order, on pages of nearly equal length', () => {
    assert(
      property(integer({ min: 0, max: 80 }), integer({ min: 1, max: MOST_PER_PAGE }), (count, most) => {
        const items = Array.from({ length: count }, (_, index) => index);
        const { pages } = pageOf(items, 0, most);
        const shown = Array.from({ length: pages }, (_, page) => pageOf(items, page, most).items);
        expect(shown.flat()).toEqual(items);
        for (const page of shown) expect(page.length).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('split nine into five and four, never eight and one', () => {
    const nine = Array.from({ length: 9 }, (_, index) => index);
    expect(pageOf(nine, 0, 8).items).toHaveLength(5);
    expect(pageOf(nine, 1, 8).items).toHaveLength(4);
  });

  it('hold a page that is gone within those that exist', () => {
    expect(pageOf([1, 2, 3], 7, 2)).toMatchObject({ page: 1, pages: 2, items: [3] });
    expect(pageOf([], 3, 8)).toEqual({ items: [], page: 0, pages: 1 });
  });
});
