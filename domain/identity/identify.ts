import { exhaustive } from '#kernel/exhaustive.ts';
import { err, mapOk, ok, type Result } from '#kernel/result.ts';
import type { IdentityKind } from '../ticket/ticket.ts';
import { parseCreditCode } from './credit-code.ts';
import { parseIdNumber } from './id-number.ts';
import type { InputFault } from './input-fault.ts';
import { maskCreditCode, maskIdNumber, maskName, maskPassport, maskPhone } from './masking.ts';
import { parsePassport } from './passport.ts';
import { parsePhone } from './phone.ts';
import { plainTyped } from './typed-text.ts';

/** Ways to say who one is without a card. */
export type TypedWay = Exclude<IdentityKind, 'id-card'>;

/** Who somebody is: lives only until it is digested. Never stored, sent or logged; only `kind` and `mask` are. */
export interface Identity {
  readonly kind: IdentityKind;
  /**
   * What is digested, whole and alone: a name space and the number, `id-number:11010519491231002X`. Its name space is not
   * `kind`, so that a laid card and the same number typed are one person.
   */
  readonly canonical: string;
  readonly mask: string;
}

/**
 * A typed number as an identity, or what is wrong with it.
 * @param today YYYY-MM-DD of the hall, or null while it is not known for sure
 */
export function normaliseIdentity(way: TypedWay, value: string, today: string | null): Result<Identity, InputFault> {
  switch (way) {
    case 'id-number':
      return mapOk(parseIdNumber(value, today), ({ number }) => typed(way, number, maskIdNumber(number)));
    case 'phone':
      return mapOk(parsePhone(value), (number) => typed(way, number, maskPhone(number)));
    case 'passport':
      return mapOk(parsePassport(value), (number) => typed(way, number, maskPassport(number)));
    case 'credit-code':
      return mapOk(parseCreditCode(value), ({ code }) => typed(way, code, maskCreditCode(code)));
    default:
      return exhaustive(way, 'way to identify');
  }
}

function typed(way: TypedWay, number: string, mask: string): Identity {
  return { kind: way, canonical: `${way}:${number}`, mask };
}

/** What the card reader gives that matters here. */
export interface CardPerson {
  readonly name: string;
  readonly number: string;
}

/**
 * A laid card as an identity. The reader has authenticated the card, so its number is believed even where a typed one
 * would be refused (foreigners' cards of 2017 carry 15 characters); only a blank number is a fault.
 */
export function identityOfCard(card: CardPerson): Result<Identity, 'empty'> {
  const number = plainTyped(card.number);
  if (number === '') return err('empty');
  const space = number.length === 18 ? 'id-number' : 'residence-permit';
  return ok({ kind: 'id-card', canonical: `${space}:${number}`, mask: maskName(card.name) || maskIdNumber(number) });
}
