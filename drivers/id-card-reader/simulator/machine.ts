import { exhaustive } from '#kernel/exhaustive.ts';
import { EXTRA_ADDRESS_BYTES } from '../manual.ts';
import { encodeCardBlocks, encodeReply, type CommandName } from '../messages.ts';
import { encodeTextBlock, fingerprintOf, photoOf, SIMULATED_SAM_NUMBER, utf16, type SimulatedCard } from './simulated-card.ts';

/** In what lawful ways readers differ. */
export interface Habits {
  /** Bytes of the card's serial number in the select reply; 8 when missing. */
  readonly selectBytes?: number;
  /** Whether a card that was read is found again while it lies; readers of the standard do not. */
  readonly showsReadCards?: boolean;
  /** Whether a card that was found but not read is found again while it lies; true when missing. */
  readonly refindsUnreadCards?: boolean;
  /** Whether a card that was read can be read once more without being found and selected; true when missing. */
  readonly rereads?: boolean;
  /** A module without the command for fingerprints. */
  readonly noFingerprintCommand?: boolean;
}

type CardState = 'laid' | 'found' | 'selected' | 'read';

/** The module's own state: which card lies there and how far it was taken. Pure; time and bytes on the wire are the simulator's. */
export class ReaderMachine {
  readonly #habits: Habits;
  #card: SimulatedCard | null = null;
  #state: CardState = 'laid';
  /** Counts lifts, so that a card exchanged during a command is not taken for the same. */
  #lifts = 0;
  #liftsAtBegin = 0;

  constructor(habits: Habits) {
    this.#habits = habits;
  }

  get card(): SimulatedCard | null {
    return this.#card;
  }

  get wasRead(): boolean {
    return this.#card !== null && this.#state === 'read';
  }

  lay(card: SimulatedCard): void {
    if (this.#card) this.lift();
    this.#card = card;
    this.#state = 'laid';
  }

  lift(): void {
    this.#card = null;
    this.#lifts += 1;
  }

  powerCycle(): void {
    this.#state = 'laid';
  }

  /** The command begins its radio work. */
  begin(_command: CommandName): void {
    this.#liftsAtBegin = this.#lifts;
  }

  /** The reply frame at the end of the command's work. */
  reply(command: CommandName): Uint8Array {
    const card = this.#liftsAtBegin === this.#lifts ? this.#card : null;
    switch (command) {
      case 'find':
        return this.#find(card);
      case 'select':
        if (!card || (this.#state !== 'found' && this.#state !== 'selected')) return encodeReply('select-failed');
        this.#state = 'selected';
        return encodeReply('ok', new Uint8Array(this.#habits.selectBytes ?? 8));
      case 'read':
        return this.#read(card, false);
      case 'readWithFingerprint':
        return this.#habits.noFingerprintCommand ? encodeReply('command-error') : this.#read(card, true);
      case 'extraAddress':
        if (!card || (this.#state !== 'selected' && this.#state !== 'read')) return encodeReply('read-failed');
        return card.extraAddress === undefined ? encodeReply('no-content') : encodeReply('ok', utf16(card.extraAddress, EXTRA_ADDRESS_BYTES, 'extra address'));
      case 'cardManagementNumber':
        return card && this.#state === 'read' ? encodeReply('ok', new Uint8Array(28)) : encodeReply('read-failed');
      case 'samNumber':
        return encodeReply('ok', SIMULATED_SAM_NUMBER);
      case 'samStatus':
      case 'setMaxRadioFrame':
      case 'setBaud115200':
      case 'setBaud57600':
      case 'setBaud38400':
      case 'setBaud19200':
      case 'setBaud9600':
        return encodeReply('ok');
      case 'reset':
        this.#state = 'laid';
        return encodeReply('ok');
      default:
        return exhaustive(command, 'command');
    }
  }

  #find(card: SimulatedCard | null): Uint8Array {
    const shown =
      this.#state === 'laid' ||
      (this.#state === 'read' ? this.#habits.showsReadCards === true : this.#habits.refindsUnreadCards !== false);
    if (!card || !shown) return encodeReply('no-card');
    if (this.#state !== 'read') this.#state = 'found';
    return encodeReply('card-found', new Uint8Array(4));
  }

  #read(card: SimulatedCard | null, withFingerprint: boolean): Uint8Array {
    const readable = this.#state === 'selected' || (this.#state === 'read' && this.#habits.rereads !== false);
    if (!card || !readable) return encodeReply('read-failed');
    this.#state = 'read';
    const blocks = { text: encodeTextBlock(card), photo: photoOf(card), fingerprint: withFingerprint ? fingerprintOf(card) : undefined };
    return encodeReply('ok', encodeCardBlocks(blocks));
  }
}
