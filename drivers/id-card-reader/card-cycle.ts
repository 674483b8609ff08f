import { exhaustive } from '#kernel/exhaustive.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { ExchangeError } from '../exchange/exchange.ts';
import { cardErrorOf, faultOf } from './errors.ts';
import type { ReaderLink } from './link.ts';
import { POLL_MS, READ_ATTEMPTS, REREAD_MS } from './manual.ts';
import type { CardBlocks } from './messages.ts';
import type { ReaderStatus } from './status.ts';
import { decodeTextBlock } from './text-block.ts';
import type { CardPhase, IdCard, ReaderError, ReaderEvent, ReaderFault } from './types.ts';

/**
 * What is known about the card on the reader. "Find" shows a card only once: after a good read the reader answers
 * "no card" until the card was lifted, so lying and gone look alike and only 80 → 9F tells a new card.
 */
type Presence =
  | 'empty'
  /** Read; no find since. */
  | 'read'
  /** Read, and the reader still answers "found": it does not hide read cards, so "no card" will mean gone. */
  | 'read-and-shown'
  /** Read, then "no card": lying or gone. */
  | 'read-and-hidden'
  /** Lies there and cannot be read; tried again and again. */
  | 'failing'
  /** Not read, and the reader will not find it again before it is lifted. */
  | 'must-be-lifted';

export interface CycleWants {
  readonly fingerprint: boolean;
  readonly extraAddress: boolean;
}

/** What to do next: wait, or the fault that keeps the reader from reading anything. */
export type CycleStep = { readonly kind: 'again'; readonly afterMs: number } | { readonly kind: 'fault'; readonly fault: ReaderFault };

/** A command went without a usable answer. */
export interface CycleError {
  readonly phase: CardPhase;
  readonly error: ExchangeError;
}

type Attempt =
  | { readonly kind: 'read'; readonly card: IdCard }
  | { readonly kind: 'failed'; readonly error: ReaderError }
  | { readonly kind: 'hidden'; readonly error: ReaderError }
  | { readonly kind: 'fault'; readonly fault: ReaderFault }
  | { readonly kind: 'link'; readonly phase: CardPhase; readonly error: ExchangeError };

/** Unanswered commands while reading one card before the reader itself is doubted. */
const MOST_LINK_ERRORS = 2;

/** Follows cards over any number of links: what lies on the plate does not change because a cable was pulled. */
export class CardCycle {
  readonly #emit: (event: ReaderEvent) => void;
  #presence: Presence = 'empty';
  #told: ReaderError['kind'] | undefined;
  /** The answer to a find was lost; it may have been "found". */
  #findUncertain = false;

  constructor(emit: (event: ReaderEvent) => void) {
    this.#emit = emit;
  }

  /** One find and, if a card is new, everything up to its being read. */
  async step(link: ReaderLink, wants: CycleWants): Promise<Result<CycleStep, CycleError>> {
    const found = await link.find();
    if (!found.ok) {
      this.#findUncertain = true;
      return err({ phase: 'find', error: found.error });
    }
    const foundLate = link.takeFoundLate();
    const uncertain = this.#findUncertain || foundLate;
    this.#findUncertain = false;
    if (found.value.kind === 'done') return this.#shown(link, wants);
    const { status } = found.value;
    const fault = faultOf(status);
    if (fault) return ok({ kind: 'fault', fault });
    if (status.name === 'no-card') return this.#hidden(link, wants, uncertain);
    if (status.name === 'unknown-card-type') {
      this.#fail({ kind: 'not-an-id-card' });
      return again(REREAD_MS);
    }
    return err({ phase: 'find', error: { kind: 'garbled', detail: `find card was answered with status ${status.code} (${status.name})` } });
  }

  /** A new link: whatever is shown on it is worth reading, since the reader may have been without power meanwhile. */
  relinked(): void {
    if (this.#presence === 'read' || this.#presence === 'read-and-shown') this.#presence = 'read-and-hidden';
  }

  async #shown(link: ReaderLink, wants: CycleWants): Promise<Result<CycleStep, CycleError>> {
    if (this.#presence === 'read' || this.#presence === 'read-and-shown') {
      this.#presence = 'read-and-shown';
      return again(POLL_MS);
    }
    if (this.#presence === 'read-and-hidden' || this.#presence === 'must-be-lifted') this.#gone();
    if (this.#presence === 'empty') this.#emit({ kind: 'card-found' });
    return this.#tryToRead(link, wants, false);
  }

  async #hidden(link: ReaderLink, wants: CycleWants, uncertain: boolean): Promise<Result<CycleStep, CycleError>> {
    // Some readers hide a card they once found although it was never read: it may still be selected.
    if (this.#presence === 'failing') return this.#tryToRead(link, wants, true);
    if (this.#presence === 'empty' && uncertain) return this.#probe(link, wants);
    if (this.#presence === 'read-and-shown') this.#gone();
    if (this.#presence === 'read') this.#presence = 'read-and-hidden';
    return again(POLL_MS);
  }

  /** Whether a "found" got lost on the line: then a card can be selected although the reader shows none any more. */
  async #probe(link: ReaderLink, wants: CycleWants): Promise<Result<CycleStep, CycleError>> {
    const selected = await link.select();
    if (!selected.ok) return err({ phase: 'select', error: selected.error });
    if (selected.value.kind === 'status') return again(POLL_MS);
    this.#emit({ kind: 'card-found' });
    return this.#tryToRead(link, wants, true);
  }

  async #tryToRead(link: ReaderLink, wants: CycleWants, hidden: boolean): Promise<Result<CycleStep, CycleError>> {
    let attempt = await this.#attempt(link, wants, hidden);
    for (let i = 1, linkErrors = 0; i < READ_ATTEMPTS && attempt.kind !== 'read'; i += 1) {
      if (attempt.kind === 'fault' || attempt.kind === 'hidden') break;
      if (attempt.kind === 'failed' && attempt.error.kind === 'not-an-id-card') break;
      if (attempt.kind === 'link') {
        linkErrors += 1;
        const isGone = attempt.error.kind === 'ended' || attempt.error.kind === 'cancelled';
        if (isGone || linkErrors === MOST_LINK_ERRORS) break;
      }
      // When only the reply got lost the card may still be selected; for most readers it is read now and would not be found again.
      const repliedInVain = attempt.kind === 'link' && attempt.phase === 'read';
      attempt = repliedInVain ? await this.#read(link, wants, false) : await this.#findAndAttempt(link, wants);
    }
    return this.#conclude(attempt);
  }

  #conclude(attempt: Attempt): Result<CycleStep, CycleError> {
    switch (attempt.kind) {
      case 'read':
        this.#presence = 'read';
        this.#told = undefined;
        this.#emit({ kind: 'card-read', card: attempt.card });
        return again(POLL_MS);
      case 'fault':
        this.#presence = 'failing';
        return ok({ kind: 'fault', fault: attempt.fault });
      case 'hidden':
        this.#fail(attempt.error);
        this.#presence = 'must-be-lifted';
        return again(POLL_MS);
      case 'failed':
        this.#fail(attempt.error);
        return again(REREAD_MS);
      case 'link':
        this.#fail({ kind: 'read-failed', phase: attempt.phase, detail: attempt.error.detail });
        return err(attempt);
      default:
        return exhaustive(attempt, 'attempt');
    }
  }

  /** After a failed attempt the card must be found again; a reader that hides it may still let it be selected. */
  async #findAndAttempt(link: ReaderLink, wants: CycleWants): Promise<Attempt> {
    const found = await link.find();
    if (!found.ok) return { kind: 'link', phase: 'find', error: found.error };
    if (found.value.kind === 'done') return this.#attempt(link, wants, false);
    const fault = faultOf(found.value.status);
    return fault ? { kind: 'fault', fault } : this.#attempt(link, wants, true);
  }

  /** Selects and reads once. */
  async #attempt(link: ReaderLink, wants: CycleWants, hidden: boolean): Promise<Attempt> {
    const selected = await link.select();
    if (!selected.ok) return { kind: 'link', phase: 'select', error: selected.error };
    return selected.value.kind === 'status' ? refused(selected.value.status, 'select', hidden) : this.#read(link, wants, hidden);
  }

  async #read(link: ReaderLink, wants: CycleWants, hidden: boolean): Promise<Attempt> {
    let read = await link.read(wants.fingerprint);
    // An older module does not know the command with fingerprints.
    if (wants.fingerprint && read.ok && read.value.kind === 'status' && read.value.status.name === 'command-error') read = await link.read(false);
    if (!read.ok) return { kind: 'link', phase: 'read', error: read.error };
    return read.value.kind === 'status' ? refused(read.value.status, 'read', hidden) : this.#card(link, wants, read.value.value);
  }

  async #card(link: ReaderLink, wants: CycleWants, blocks: CardBlocks): Promise<Attempt> {
    const text = decodeTextBlock(blocks.text);
    if (!text.ok) return { kind: 'failed', error: { kind: 'bad-content', detail: text.error } };
    let extraAddress: string | null = null;
    if (wants.extraAddress) {
      const extra = await link.extraAddress();
      // The card itself was read; an address that cannot be had must not lose it.
      if (extra.ok && extra.value.kind === 'done') extraAddress = extra.value.value;
    }
    const fingerprint = wants.fingerprint ? (blocks.fingerprint ?? new Uint8Array(0)) : null;
    return { kind: 'read', card: { ...text.value, photo: blocks.photo, fingerprint, extraAddress } };
  }

  #gone(): void {
    this.#presence = 'empty';
    this.#told = undefined;
    this.#emit({ kind: 'card-gone' });
  }

  #fail(error: ReaderError): void {
    this.#presence = 'failing';
    if (this.#told === error.kind) return;
    this.#told = error.kind;
    this.#emit({ kind: 'card-failed', error });
  }
}

/** `hidden`: the reader does not find this card any more, so a refusal will not get better before it is lifted. */
function refused(status: ReaderStatus, phase: CardPhase, hidden: boolean): Attempt {
  const fault = faultOf(status);
  if (fault) return { kind: 'fault', fault };
  const error = cardErrorOf(status, phase);
  if (!hidden || error.kind !== 'read-failed') return { kind: 'failed', error };
  return { kind: 'hidden', error: { ...error, kind: 'lift-and-lay-again' } };
}

function again(afterMs: number): Result<CycleStep, CycleError> {
  return ok({ kind: 'again', afterMs });
}
