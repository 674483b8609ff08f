import { COMPOUND_SURNAMES } from './compound-surnames.ts';

/**
 * What may be shown, printed on staff screens and logged of a person. No national pattern exists; these follow what
 * people know: first three and last four of an ID number, surname of a name. A mask never equals what it hides.
 */

/** More stars would tell how long a name is. */
const MOST_STARS = 3;
/** Parts of a name shown in a mask: keeps the mask of the longest foreign name within 40 characters. */
const MOST_PARTS = 4;

/** Also the dots that input methods and old systems put in for U+00B7. */
const NAME_DOT = /[·•‧・･∙⋅．]/u;
const NAME_BREAK = /[·•‧・･∙⋅．\s]/u;

/**
 * 「王**」, 「欧阳*」, 「买**·***」, `J*** ***`; a name of one character becomes `*`. Characters are counted as people see
 * them: surrogate pairs and variation sequences are one.
 */
export function maskName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') return '';
  const separator = NAME_DOT.test(trimmed) ? '·' : ' ';
  const parts = trimmed.split(NAME_BREAK).filter((part) => part !== '');
  if (parts.length === 0) return '*';
  const [first, ...rest] = parts.slice(0, MOST_PARTS).map((part) => characters(part));
  const shown = shownOf(first!, parts.length > 1);
  const head = first!.slice(0, shown).join('') + stars(first!.length - shown);
  return [head, ...rest.map((part) => stars(part.length))].join(separator);
}

/** How many characters of the first part may be seen: never the whole of it unless more parts stay hidden. */
function shownOf(first: readonly string[], more: boolean): number {
  if (first.length === 1 && !more) return 0;
  return !more && first.length > 2 && COMPOUND_SURNAMES.has(first.slice(0, 2).join('')) ? 2 : 1;
}

function stars(hidden: number): string {
  return '*'.repeat(Math.min(hidden, MOST_STARS));
}

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });

function characters(text: string): readonly string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** 「110***********002X」. Birth date and county stay hidden. */
export function maskIdNumber(number: string): string {
  return keepEnds(number, 3, 4);
}

/** 「138****3210」. */
export function maskPhone(number: string): string {
  return keepEnds(number, 3, 4);
}

/** 「E1*****78」; short numbers show one character at each end. */
export function maskPassport(number: string): string {
  return number.length >= 8 ? keepEnds(number, 2, 2) : keepEnds(number, 1, 1);
}

/** 「9135**********0Y43」. */
export function maskCreditCode(code: string): string {
  return keepEnds(code, 4, 4);
}

/** Stars for all but the ends; for everything when fewer than three characters would stay hidden. */
function keepEnds(text: string, head: number, tail: number): string {
  const hidden = text.length - head - tail;
  if (hidden < 3) return '*'.repeat(text.length);
  return text.slice(0, head) + '*'.repeat(hidden) + text.slice(text.length - tail);
}
