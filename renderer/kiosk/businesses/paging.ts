/** Never more choices than this on one page. */
export const MOST_PER_PAGE = 8;

export interface Room {
  readonly landscape: boolean;
  readonly elder: boolean;
  readonly reachDown: boolean;
}

/** How many businesses fit a page without scrolling, in keys of full size. */
export function perPage({ landscape, elder, reachDown }: Room): number {
  if (landscape) return elder ? 4 : MOST_PER_PAGE;
  if (reachDown) return elder ? 3 : 5;
  return elder ? 5 : MOST_PER_PAGE;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** From 0, held within the pages that exist. */
  readonly page: number;
  readonly pages: number;
}

/** Pages of equal length as far as possible: 9 items on pages of 8 become 5 and 4, never 8 and 1. */
export function pageOf<Item>(items: readonly Item[], wanted: number, most: number): Page<Item> {
  const pages = Math.max(1, Math.ceil(items.length / most));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  const size = Math.ceil(items.length / pages);
  return { items: items.slice(page * size, (page + 1) * size), page, pages };
}
