import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { identityOfCard, normaliseIdentity } from './identify.ts';

const TODAY = '2026-03-02';

describe('an identity', () => {
  it('is the same person whether the card is laid or its number typed, however it was typed', () => {
    const typed = unwrap(normaliseIdentity('id-number', ' １１０１０５19491231002x', TODAY));
    const laid = unwrap(identityOfCard({ name: '张三', number: '11010519491231002X' }));
    expect(laid.canonical).toBe(typed.canonical);
    expect(typed).toEqual({ kind: 'id-number', canonical: 'id-number:11010519491231002X', mask: '110***********002X' });
    expect(laid).toMatchObject({ kind: 'id-card', mask: '张*' });
  });

  it.each([
    ['phone', '+86 138-0000-3210', 'phone:13800003210', '138****3210'],
    ['passport', 'e 1234 5678', 'passport:E12345678', 'E1*****78'],
    ['credit-code', '91350100m000100y43', 'credit-code:91350100M000100Y43', '9135**********0Y43'],
  ] as const)('typed as %s is normalised and masked', (way, value, canonical, mask) => {
    expect(unwrap(normaliseIdentity(way, value, TODAY))).toEqual({ kind: way, canonical, mask });
  });

  it('is never mistaken for another kind with the same characters', () => {
    const phone = unwrap(normaliseIdentity('phone', '13800003210', TODAY));
    const passport = unwrap(normaliseIdentity('passport', '13800003210', TODAY));
    expect(phone.canonical).not.toBe(passport.canonical);
  });

  it.each([
    ['id-number', '110105194912310021', 'wrong-check-digit'],
    ['id-number', '110105194902300020', 'wrong-date'],
    ['phone', '', 'empty'],
    ['phone', '1380000321', 'wrong-length'],
    ['phone', '1380000321a', 'wrong-character'],
    ['phone', '12800003210', 'wrong-format'],
    ['passport', '　', 'empty'],
    ['passport', 'E123', 'wrong-length'],
    ['passport', 'E123456789012345', 'wrong-length'],
    ['passport', 'E12345号', 'wrong-character'],
    ['passport', 'PASSPORT', 'wrong-format'],
    ['credit-code', '91350100M000100Y44', 'wrong-check-digit'],
  ] as const)('%s %s is refused as %s', (way, value, error) => {
    expect(normaliseIdentity(way, value, TODAY)).toEqual({ ok: false, error });
  });

  it('of a foreigner’s card of 2017 keeps its own 15 characters', () => {
    const identity = unwrap(identityOfCard({ name: 'JOHN SMITH', number: 'USA110000123456' }));
    expect(identity).toEqual({ kind: 'id-card', canonical: 'residence-permit:USA110000123456', mask: 'J*** ***' });
  });

  it('of a card without a name shows the masked number, and without a number is none', () => {
    expect(unwrap(identityOfCard({ name: '  ', number: '11010519491231002X' })).mask).toBe('110***********002X');
    expect(identityOfCard({ name: '张三', number: ' ' })).toEqual({ ok: false, error: 'empty' });
  });
});
