/** Nothing breaks here: U+2060 without width, U+00A0 as wide as the quarter-em space that Chinese typesetting puts there. */
const JOIN = '\u2060';
const SPACE = '\u00A0';

const UNITS = ['分钟', '人', '秒', '号', '位', '页', '笔', '份', '次', '项', '楼', '层', 'min', 's'] as const;

const NUMBER_AND_UNIT = new RegExp(`(\\d)[ ${SPACE}]?(${UNITS.join('|')})(?![A-Za-z])`, 'gu');
const RANGE = /(\d)–(\d)/gu;

/** Joins a number with its unit and with the other end of its range, so that no line ever breaks between them. */
export function keepTogether(text: string): string {
  return text
    .replaceAll(RANGE, `$1${JOIN}–${JOIN}$2`)
    .replaceAll(NUMBER_AND_UNIT, (_all, digit: string, unit: string) => digit + SPACE + (unit === '分钟' ? `分${JOIN}钟` : unit));
}
