import { pinyin } from 'pinyin-pro';
import type { Business } from '#domain/hall/business.ts';

interface Entry<Item> {
  readonly item: Item;
  readonly words: readonly Word[];
}

interface Word {
  readonly text: string;
  readonly initials: string;
  readonly full: string;
  /** Lower is better: a name counts more than a keyword. */
  readonly weight: number;
}

/** Finds businesses by everyday words, in Han, full pinyin, pinyin initials or English. */
export class SearchIndex<Item extends { readonly business: Business }> {
  readonly #entries: readonly Entry<Item>[];

  constructor(items: readonly Item[]) {
    this.#entries = items.map((item) => ({ item, words: wordsOf(item.business) }));
  }

  /** Best first; ties keep the hall's own order. An empty query finds nothing. */
  find(query: string): readonly Item[] {
    const wanted = query.toLowerCase().replaceAll(/\s/g, '');
    if (wanted === '') return [];
    return this.#entries
      .map(({ item, words }) => ({ item, rank: Math.min(...words.map((word) => rankOf(word, wanted))) }))
      .filter(({ rank }) => Number.isFinite(rank))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ item }) => item);
  }
}

function wordsOf(business: Business): readonly Word[] {
  return [
    wordOf(business.name, 0),
    ...business.keywords.map((keyword) => wordOf(keyword, 1)),
    wordOf(business.group, 2),
    wordOf(business.nameEn, 2),
  ];
}

function wordOf(text: string, weight: number): Word {
  const options = { toneType: 'none', type: 'array', nonZh: 'consecutive' } as const;
  return {
    text: text.toLowerCase().replaceAll(/\s/g, ''),
    initials: pinyin(text, { ...options, pattern: 'first' }).join('').toLowerCase(),
    full: pinyin(text, options).join('').toLowerCase(),
    weight,
  };
}

/** Starts with, then holds inside; Infinity when the word does not match. */
function rankOf({ text, initials, full, weight }: Word, wanted: string): number {
  if (text.startsWith(wanted) || initials.startsWith(wanted)) return weight;
  if (full.startsWith(wanted)) return weight + 3;
  if (text.includes(wanted) || initials.includes(wanted)) return weight + 6;
  return wanted.length > 2 && full.includes(wanted) ? weight + 9 : Number.POSITIVE_INFINITY;
}
