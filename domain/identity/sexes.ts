/** GB/T 2261.1: code → the word for it. `unstated` is a person's choice, `unknown` a gap in the data. */
export type Sex = 'unknown' | 'male' | 'female' | 'unstated';

interface SexEntry {
  readonly sex: Sex;
  readonly name: string;
  readonly nameEn: string;
}

export const SEXES: ReadonlyMap<string, SexEntry> = new Map([
  ['0', { sex: 'unknown', name: '未知的性别', nameEn: 'unknown' }],
  ['1', { sex: 'male', name: '男', nameEn: 'male' }],
  ['2', { sex: 'female', name: '女', nameEn: 'female' }],
  ['9', { sex: 'unstated', name: '未说明的性别', nameEn: 'not stated' }],
]);

/** The sex for a code, or null when the code is none of the standard's. */
export function sexOf(code: string): Sex | null {
  return SEXES.get(code)?.sex ?? null;
}
