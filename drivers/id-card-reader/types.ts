import type { Result } from '#kernel/result.ts';
import type { DeviceState, UnavailableReason } from '../device-state.ts';

export type CardType = 'resident' | 'hk-macao-taiwan' | 'foreigner-2017' | 'foreigner-2023';
export type Sex = '男' | '女' | '未知' | '未说明';

/** What stands on the chip of a card. Blank fields are null; what could not be understood is null and has a note. */
export interface IdCard {
  readonly type: CardType;
  /** Chinese name as stored, without padding; empty when the card carries none. */
  readonly name: string;
  /** Foreigners' cards only. */
  readonly englishName: string | null;
  readonly sex: Sex | null;
  /** GB/T 2261.1 code as stored. */
  readonly sexCode: string | null;
  /** 汉, 维吾尔, … (GB/T 3304); resident cards only. */
  readonly ethnicity: string | null;
  readonly ethnicityCode: string | null;
  /** YYYY-MM-DD. */
  readonly birthDate: string | null;
  readonly address: string | null;
  /** Citizen number, or permit number of a foreigner. */
  readonly idNumber: string;
  readonly issuer: string | null;
  /** YYYY-MM-DD. */
  readonly validFrom: string | null;
  /** YYYY-MM-DD, or 长期. */
  readonly validTo: string | null;
  /** Number of the travel permit; HK/Macao/Taiwan cards only. */
  readonly passNumber: string | null;
  /** How often the card was issued; HK/Macao/Taiwan cards, and the renewals of a 2023 foreigner's card. */
  readonly issueCount: string | null;
  /** Three letters (2017) or code (2023) as stored; foreigners' cards only. */
  readonly nationality: string | null;
  /** Link to the number of an older card; 2023 foreigners' cards only. */
  readonly oldNumber: string | null;
  /** Version of the card's layout; 2017 foreigners' cards only. */
  readonly layoutVersion: string | null;
  /** Newest address added after issue; only when asked for, null when the card has none. */
  readonly extraAddress: string | null;
  /** 1024 bytes of the licensed WLT format: opaque here. */
  readonly photo: Uint8Array;
  /** Zero, 512 or 1024 bytes of templates (GA 1012), null when not asked for. */
  readonly fingerprint: Uint8Array | null;
  readonly notes: readonly CardNote[];
}

/** A field that was stored but not understood. `stored` is personal data: for the screen, never for a log. */
export interface CardNote {
  readonly field: string;
  readonly problem: 'not-a-date' | 'unknown-code' | 'bad-text';
  readonly stored: string;
}

/** Why a card was not read, or a command not carried out. Each has its sentences in sentences.ts. */
export type ReaderError =
  /** No card was laid within the time. */
  | { readonly kind: 'no-card' }
  /** The card lies there, but reading fails; the driver goes on trying. */
  | { readonly kind: 'read-failed'; readonly phase: CardPhase; readonly detail: string }
  /** The reader will not find this card again before it is lifted and laid anew (or it is gone already). */
  | { readonly kind: 'lift-and-lay-again'; readonly phase: CardPhase; readonly detail: string }
  /** A card of another kind: bank card, transport card, telephone. */
  | { readonly kind: 'not-an-id-card' }
  /** Card and security module refuse each other: forged, damaged or foreign chip. */
  | { readonly kind: 'authentication-failed'; readonly detail: string }
  /** The answer was whole, but its content is no card. */
  | { readonly kind: 'bad-content'; readonly detail: string }
  | ReaderFault
  | { readonly kind: 'unavailable'; readonly reason: UnavailableReason; readonly detail: string }
  | { readonly kind: 'no-answer'; readonly detail: string }
  /** The reader answered with a status that this command does not explain. */
  | { readonly kind: 'refused'; readonly status: string; readonly detail: string }
  | { readonly kind: 'cancelled' };

export type CardPhase = 'find' | 'select' | 'read';

/** The reader answers, but cannot read any card until somebody acts. */
export type ReaderFault =
  | { readonly kind: 'sam-not-authorised' }
  | { readonly kind: 'sam-self-test-failed' };

export type ReaderEvent =
  | { readonly kind: 'card-found' }
  | { readonly kind: 'card-read'; readonly card: IdCard }
  /** Told once per card and cause; a later `card-read` of the same card may follow. */
  | { readonly kind: 'card-failed'; readonly error: ReaderError }
  /** Told when it is certain. A reader that answers "no card" for a card already read shows it only at the next card. */
  | { readonly kind: 'card-gone' };

/** Since start; never reset. */
export interface ReaderCounters {
  readonly requests: number;
  readonly answers: number;
  readonly timeouts: number;
  readonly garbled: number;
  /** Frames that nobody waited for: late or duplicate answers. */
  readonly unexpectedFrames: number;
  readonly discardedBytes: number;
  readonly opens: number;
  readonly resets: number;
  readonly cardsRead: number;
  readonly cardsFailed: number;
}

export interface SamNumber {
  /** `05.01-20120315-1234567-7654321`, the last two numbers without padding (makers pad differently). */
  readonly text: string;
  /** The 16 bytes as read, hexadecimal. */
  readonly raw: string;
}

/** Answer of the security module to its status command. */
export type SamStatus = { readonly kind: 'ok' } | ReaderFault | { readonly kind: 'other'; readonly status: string };

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** How long to wait for a card to be read, in milliseconds; default 30 000. */
  readonly timeoutMs?: number;
  /** Also ask for the fingerprint templates. */
  readonly fingerprint?: boolean;
  /** Also ask for the newest address added after issue. */
  readonly extraAddress?: boolean;
  /** How long an unavailable reader may take to come back before the call fails; default 3000 ms. */
  readonly unavailableMs?: number;
}

export interface IdCardReader {
  /** Opens the reader and polls for cards until `stop`. */
  start(): void;
  /** Settles every call, closes the channel and leaves no timer. */
  stop(): Promise<void>;
  readonly state: DeviceState<ReaderFault>;
  onState(listener: (state: DeviceState<ReaderFault>) => void): () => void;
  onEvent(listener: (event: ReaderEvent) => void): () => void;
  readonly counters: ReaderCounters;
  /** The next card that is laid and read. Starts the reader for the duration when it is not started. */
  readCard(options?: ReadOptions): Promise<Result<IdCard, ReaderError>>;
  samNumber(): Promise<Result<SamNumber, ReaderError>>;
  status(): Promise<Result<SamStatus, ReaderError>>;
  /** Newest address added after issue of the card that lies on the reader and was read; null when it has none. */
  extraAddress(): Promise<Result<string | null, ReaderError>>;
  /** Resets the security module. */
  reset(): Promise<Result<void, ReaderError>>;
}
