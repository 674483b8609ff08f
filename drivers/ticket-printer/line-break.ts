import { cellsOf, graphemes } from './text-encoding.ts';

/** Never at the start of a line. */
const NO_START = new Set('，。、；：？！）》」』】〉〕”’…—～·%‰℃°,.;:?!)]}>/');
/** Never at the end of a line. */
const NO_END = new Set('（《「『【〈〔“‘￥$([{<#');
/** Stay with the number before them: 「12 人」「20 分钟」「3 号窗口」. */
const UNITS = /^(?:号窗口|分钟|小时|个工作日|工作日|公里|毫米|人|位|分|秒|时|点|号|楼|层|区|室|厅|年|月|日|天|元|件|份|张|页|次|岁|米|个)/;
const WORD_CHARACTER = /^[0-9A-Za-z.:/\-+_@&=~–－]$/;

const words = new Intl.Segmenter('zh', { granularity: 'word' });

/**
 * Breaks text into lines of at most `cells` half-width cells. Numbers stay with their unit, Chinese punctuation stays
 * off line starts and ends, words of up to four characters stay whole. With `even`, as for centred text, the lines are
 * made even in length, so that no lone character hangs on the last one. Only what is wider than a line is broken anywhere.
 */
export function breakLines(text: string, cells: number, even = false): readonly string[] {
  const pieces = unbreakable(text).flatMap((piece) => (cellsOf(piece) > cells ? splitHard(piece, cells) : [piece]));
  const lines = fill(pieces, cells);
  if (lines.length < 2 || !even) return lines;
  let best = lines;
  for (let width = cells - 1; width > 0; width -= 1) {
    if (pieces.some((piece) => cellsOf(piece.trim()) > width)) break;
    const narrower = fill(pieces, width);
    if (narrower.length > lines.length) break;
    best = narrower;
  }
  return best;
}

function fill(pieces: readonly string[], cells: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line !== '' && cellsOf((line + piece).trimEnd()) > cells) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

/** Pieces between which a line may end. */
function unbreakable(text: string): readonly string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const atom of atoms(text)) {
    const last = pieces.at(-1);
    if (last !== undefined && staysTogether(last, text.slice(at))) pieces[pieces.length - 1] = last + atom;
    else pieces.push(atom);
    at += atom.length;
  }
  return pieces;
}

/** Words of up to four characters whole; longer dictionary words and everything else by character. */
function atoms(text: string): readonly string[] {
  return Array.from(words.segment(text), (part) => part.segment).flatMap((word) => {
    const parts = graphemes(word);
    return parts.length <= 4 || /^[\x21-\x7e]+$/.test(word) ? [word] : parts;
  });
}

function staysTogether(before: string, rest: string): boolean {
  const first = graphemes(rest)[0] ?? '';
  const last = graphemes(before).at(-1) ?? '';
  if (first === ' ' || NO_START.has(first) || NO_END.has(last)) return true;
  if (WORD_CHARACTER.test(last) && WORD_CHARACTER.test(first)) return true;
  // 「前面 12 人」: the blank between number and unit is no place to break either.
  return /[0-9] ?$/.test(before) && UNITS.test(rest);
}

function splitHard(piece: string, cells: number): readonly string[] {
  const out: string[] = [];
  let line = '';
  for (const part of graphemes(piece)) {
    if (line !== '' && cellsOf(line + part) > cells) {
      out.push(line);
      line = '';
    }
    line += part;
  }
  if (line !== '') out.push(line);
  return out;
}
