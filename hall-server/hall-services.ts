import type { Random } from '#kernel/random.ts';
import { MOST_PARKED_TOLD, type SenderClock } from '#contracts/hall/hall-contract.ts';
import type { RecoveryCopy } from '#contracts/hall/recovery-copy.ts';
import { GENESIS_HASH, type StoredOperation } from '#contracts/sync/operation.ts';
import { HallFiles } from './blobs/hall-files.ts';
import type { HallContext } from './hall-context.ts';
import { isSetBack, renewIfSetBack, renewIncarnation, type SetBack } from './catalogue/renew-incarnation.ts';
import { TerminalContacts } from './manage/terminal-contacts.ts';
import { bindNumber, type BindAnswer, type BindRequest } from './numbers/bind-number.ts';
import { moveDay, type DayClosed, type DaySet } from './numbers/close-day.ts';
import { leaseNumbers, type LeaseAnswer } from './numbers/lease-numbers.ts';
import { contactSelectors, noteContact, type Told } from './recovery/note-contact.ts';
import { endRecovery } from './recovery/recovery-progress.ts';
import type { Act } from './store/hall-writer.ts';
import type { CursorRow, TerminalRow } from './store/rows.ts';
import { DrainGauge } from './sync/drain-gauge.ts';
import { OPERATIONS, supportedVersions, type OperationRegistry } from './sync/read-operation.ts';
import { receiveBatch, type BatchAnswer } from './sync/receive-batch.ts';
import { REPLAY_ALL, replayParked, type ReplayChoice, type Replayed } from './sync/replay-parked.ts';
import { advanceSafe } from './sync/safe-mark.ts';
import type { WatchHub } from './sync/watch-hub.ts';
import { addEnrolmentCode, enrolTerminal, secretHash, type EnrolAnswer, type EnrolRequest, type NewCode } from './terminals/enrolment.ts';
import { depositKey } from './terminals/deposit-key.ts';
import { answerHelp } from './windows/answer-help.ts';
import { windowCommand, type WindowAnswer, type WindowRequest } from './windows/window-commands.ts';

export interface Handshake {
  /** Only while others are before this terminal in the line: when to send. */
  readonly sendAfterMs?: number;
  /** Only while long queues are being taken in: when to read the feed. */
  readonly catchUpAfterMs?: number;
  readonly incarnation: string;
  readonly serverMs: number;
  readonly businessDay: string;
  readonly versions: Record<string, number>;
  readonly cursor: { readonly seq: number; readonly headHash: string; readonly safeSeq: number } | null;
  /** All of this terminal; left out when they are too many. */
  readonly parked?: { readonly opId: string; readonly seq: number; readonly reason: string }[];
}

/** A batch that was not taken because too many others are: nothing is wrong, it comes again. */
export interface Later {
  readonly kind: 'later';
  readonly afterMs: number;
}

/** A batch in hand is answered within so long: a third of what terminals wait for an answer. */
const MOST_HELD_MS = 5_000;
/** Batches that are taken in hand whatever they cost, and the most for the sake of memory (256 KB each). */
const LEAST_BATCHES = 3;
const MOST_BATCHES = 32;
/** Whoever is sent away and stands at the head of the line comes back so soon. */
const LATER_LEAST_MS = 300;

/** Everything the hall server does, whoever asks: the API, the demonstration, the tests. */
export class HallServices {
  readonly context: HallContext;
  readonly hub: WatchHub;
  /** Each terminal's last word, for the manager's page. */
  readonly contacts: TerminalContacts;
  readonly files: HallFiles;
  readonly #random: Random;
  readonly #operations: OperationRegistry;
  readonly #queues = new DrainGauge();
  /** Batches that are being applied or wait for it, in the order they came: how many facts, and since when. */
  readonly #inHand = new Set<{ readonly facts: number; readonly sinceMs: number }>();

  constructor(context: HallContext, hub: WatchHub, random: Random, operations: OperationRegistry = OPERATIONS) {
    this.context = context;
    this.hub = hub;
    this.contacts = new TerminalContacts(context.writer.clock);
    this.files = new HallFiles(context.writer, context.blobs);
    this.#random = random;
    this.#operations = operations;
  }

  addEnrolmentCode(code: NewCode): Promise<number> {
    return this.context.writer.run(addEnrolmentCode(code));
  }

  /** @returns the answer with the bearer token, which is not stored and not told again */
  async enrol(request: Omit<EnrolRequest, 'tokenHash'>): Promise<{ readonly answer: EnrolAnswer; readonly token: string }> {
    const token = Buffer.from(this.#random.bytes(32)).toString('base64url');
    return { answer: await this.context.writer.run(enrolTerminal({ ...request, tokenHash: secretHash(token) })), token };
  }

  /** The recovery key that the copy kept for this terminal is sealed to; null when none is kept. */
  async keptRecoveryKey(terminalId: string): Promise<string | null> {
    const work = await this.context.writer.read((_seen, round) => (round === 0 ? [{ table: 'recovery_copy', keys: [[terminalId]] }] : null));
    return work.table('recovery_copy').get(terminalId)?.keyId ?? null;
  }

  depositKey(terminalId: string, copy: RecoveryCopy): Promise<void> {
    return this.context.writer.run(depositKey(terminalId, copy));
  }

  async handshake(terminalId: string, logId: string, told: Told = {}): Promise<Handshake> {
    await this.#noticeSetBack(terminalId, logId, told);
    const { writer } = this.context;
    // Hundreds may come at once, and nobody stands before them: whoever asks for a number goes first.
    const answer = await writer.run(this.#shakeHands(terminalId, logId, told), writer.clock, 'bulk');
    await this.tendRecovery();
    const nowMs = writer.clock.monotonic();
    this.#queues.announce(terminalId, (told.head ?? 0) - (answer.cursor?.seq ?? 0), nowMs);
    const sendAfterMs = this.#queues.sendAfter(terminalId, nowMs);
    const catchUpAfterMs = this.#queues.catchUpAfter(terminalId, nowMs);
    return { ...answer, ...(sendAfterMs > 0 && { sendAfterMs }), ...(catchUpAfterMs > 0 && { catchUpAfterMs }) };
  }

  #shakeHands(terminalId: string, logId: string, told: Told): Act<Handshake> {
    const { settings, steady } = this.context;
    return {
      load: (work, round) => {
        const contact = contactSelectors(terminalId, work, round, told);
        if (round > 0) return contact;
        return [
          { table: 'log_cursor', keys: [[terminalId, logId]] },
          { table: 'terminal', keys: [[terminalId]] },
          { query: 'safe-mark', terminalId, logId, slice: Number.MAX_SAFE_INTEGER },
          { query: 'parked-of-terminal', terminalId, limit: MOST_PARKED_TOLD + 1 },
          ...(contact ?? []),
        ];
      },
      decide: (work, deciding) => {
        const { nowMs } = deciding;
        const stored = work.table('log_cursor').get(terminalId, logId);
        const cursor: CursorRow | undefined = stored && advanceSafe(work, stored, steady.now(), settings.safeRetentionMs);
        if (cursor && cursor !== stored) work.table('log_cursor').put(cursor);
        const { incarnation, businessDay } = work.head;
        const versions = supportedVersions(this.#operations);
        const { seq, headHash, safeSeq } = cursor ?? { seq: 0, headHash: GENESIS_HASH, safeSeq: 0 };
        const terminal = work.table('terminal').get(terminalId);
        const parked = [...work.table('parked_operation').all()].map(({ opId, seq: parkedSeq, reason }) => ({ opId, seq: parkedSeq, reason }));
        if (terminal) noteContact(work, deciding, terminal, logId, seq, told);
        return { incarnation, serverMs: nowMs, businessDay, versions, cursor: cursor ? { seq, headHash, safeSeq } : null, ...(parked.length <= MOST_PARKED_TOLD && { parked }) };
      },
    };
  }

  /** @param mayWait the sender may be told to come later; else it waits here, however many are before it */
  async push(terminal: TerminalRow, logId: string, clock: SenderClock, operations: readonly StoredOperation[], mayWait: true): Promise<BatchAnswer | Later>;
  async push(terminal: TerminalRow, logId: string, clock: SenderClock, operations: readonly StoredOperation[]): Promise<BatchAnswer>;
  async push(terminal: TerminalRow, logId: string, clock: SenderClock, operations: readonly StoredOperation[], mayWait = false): Promise<BatchAnswer | Later> {
    const { bootId, monotonicMs } = clock;
    const receipt = { terminalId: terminal.id, terminalName: terminal.name, terminalKind: terminal.kind, logId, bootId, monotonicMs };
    const { writer } = this.context;
    const begunMs = writer.clock.monotonic();
    if (mayWait && this.#isFull(begunMs)) return { kind: 'later', afterMs: Math.max(LATER_LEAST_MS, this.#queues.sendAfter(terminal.id, begunMs)) };
    const held = { facts: operations.length, sinceMs: begunMs };
    this.#inHand.add(held);
    try {
      const answer = await writer.run(receiveBatch(this.context, { receipt, operations }, this.#operations), writer.clock, 'bulk');
      this.#queues.done(terminal.id, operations.length, begunMs, writer.clock.monotonic());
      await this.tendRecovery();
      return answer;
    } finally {
      this.#inHand.delete(held);
    }
  }

  /** Whether the next batch would wait too long for its turn. */
  #isFull(nowMs: number): boolean {
    const held = [...this.#inHand];
    if (held.length < LEAST_BATCHES) return false;
    // What the first has waited already is no guess.
    const waitedMs = nowMs - held[0]!.sinceMs;
    const facts = held.reduce((sum, batch) => sum + batch.facts, 0);
    return held.length >= MOST_BATCHES || waitedMs >= MOST_HELD_MS / 2 || this.#queues.costOf(facts) >= MOST_HELD_MS;
  }

  /** The database was set back: everybody starts over, see docs/decisions/0015. @returns the new incarnation */
  async renewIncarnation(setBack: SetBack): Promise<string> {
    const incarnation = await this.context.writer.run(renewIncarnation(this.context, setBack));
    await this.#begunAnew(incarnation);
    return incarnation;
  }

  async #begunAnew(incarnation: string): Promise<void> {
    this.hub.moveHead({ incarnation, revision: (await this.context.writer.store.load([])).head.revision });
    await this.tendRecovery();
  }

  /** Ends the recovering phase when everybody is there, or at once when asked. @returns whether it ended now */
  async tendRecovery(asked = false): Promise<boolean> {
    const { writer } = this.context;
    const { head } = await writer.store.load([]);
    return head.recovering && writer.run(endRecovery(this.context, asked));
  }

  /** Looked at before it is acted on: every handshake asks. */
  async #noticeSetBack(terminalId: string, logId: string, { seen, applied = 0 }: Told): Promise<void> {
    if (!seen) return;
    const { writer } = this.context;
    const proof = { terminalId, logId, seen, applied };
    const work = await writer.read((_work, round) => (round === 0 ? [{ table: 'log_cursor', keys: [[terminalId, logId]] }] : null));
    if (!isSetBack(work, proof)) return;
    const incarnation = await writer.run(renewIfSetBack(this.context, proof));
    if (incarnation !== null) await this.#begunAnew(incarnation);
  }

  replayParked(choice: ReplayChoice = REPLAY_ALL): Promise<Replayed> {
    return this.context.writer.run(replayParked(this.context, this.#operations, choice));
  }

  lease(terminalId: string, left: Readonly<Record<string, number>>, lent: Readonly<Record<string, readonly number[]>> = {}): Promise<LeaseAnswer> {
    // A kiosk that still has numbers asks ahead of time: people who ask for one now go first.
    const some = Object.values(left).some((count) => count > 0);
    return this.context.writer.run(leaseNumbers(this.context, terminalId, left, lent), this.context.writer.clock, some ? 'bulk' : 'person');
  }

  bind(terminalId: string, request: BindRequest): Promise<BindAnswer> {
    return this.context.writer.run(bindNumber(this.context, terminalId, request));
  }

  window(terminalId: string, request: WindowRequest): Promise<WindowAnswer> {
    return this.context.writer.run(windowCommand(terminalId, request));
  }

  answerHelp(terminalId: string, requestId: string): Promise<boolean> {
    return this.context.writer.run(answerHelp(terminalId, requestId));
  }

  closeDay(): Promise<DayClosed> {
    return this.context.writer.run(moveDay(this.context, null)) as Promise<DayClosed>;
  }

  /** Somebody says which day it is, forth or back, whatever the clock shows. */
  setDay(day: string): Promise<DaySet> {
    return this.context.writer.run(moveDay(this.context, day)) as Promise<DaySet>;
  }
}
