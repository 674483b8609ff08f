import { describe, expect, it } from 'vitest';
import { inGroups } from './in-groups.ts';
import { KEY_ROWS } from './key-rows.ts';

describe('a typed number', () => {
  it('is shown in the groups of its document while it grows', () => {
    expect(inGroups('', [6, 8, 4])).toBe('');
    expect(inGroups('1101051', [6, 8, 4])).toBe('110105 1');
    expect(inGroups('11010519491231002X', [6, 8, 4])).toBe('110105 19491231 002X');
    expect(inGroups('13800000000', [3, 4, 4])).toBe('138 0000 0000');
  });
});

describe('the screen keyboard', () => {
  it('has each key once', () => {
    for (const rows of Object.values(KEY_ROWS)) {
      const keys = Array.from(rows.join('').replaceAll(' ', ''));
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('offers for a credit code exactly the characters that GB 32100 uses', () => {
    expect(Array.from(KEY_ROWS['credit-code'].join('')).toSorted().join('')).toBe('0123456789ABCDEFGHJKLMNPQRTUWXY');
  });

  it('offers digits and X for an ID number', () => {
    expect(Array.from(KEY_ROWS['id-number'].join('')).toSorted().join('')).toBe('0123456789X');
  });
});
