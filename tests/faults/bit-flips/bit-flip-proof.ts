import path from 'node:path';
import { unwrap } from '#kernel/result.ts';
import { openErrorSentence } from '#offline-cache/database/open-error.ts';
import { openStoreHere } from '#offline-cache/open-store-here.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';
import type { StoreRecovery } from '#offline-cache/recovery/store-recovery.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import { EXAMPLE_KEY, exampleDraft } from '#offline-cache/testing/store-fixture.ts';
import { replayCommand, type ProofOptions, type ProofResult } from '../../prove/proof.ts';
import { workFolder } from '../kit/folders.ts';
import { differences, numberText, readAccount } from '#offline-cache/testing/account.ts';
import { flipOneBit, type Flip } from './flip.ts';
import { BOOT, liveStore, type LivedStore } from './lived-store.ts';

const LONG = 1_000;
/** A visitor waits this long at most, from the beginning of the opening that meets the damage to the next number. */
const LIMIT_MS = 3_000;
/** Every so many flips the store is opened in its own thread, as a terminal does. */
const IN_THREAD_EVERY = 25;

interface Outcome {
  readonly seed: number;
  readonly flip: Flip;
  readonly left: string;
  readonly recovery: StoreRecovery | null;
  readonly msToTicket: number;
  readonly wrong: readonly string[];
}

/**
 * Flips one random bit in the files of a store with a history, opens it and goes on: the flip was mended or is harmless when everything
 * acknowledged is there as it was, the next number is new, and it comes in time. Seed S, S+1, … each make a life and a flip of their own.
 */
export async function proveBitFlips({ count = LONG, seed = 1, say }: ProofOptions): Promise<ProofResult> {
  const outcomes: Outcome[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    // oxlint-disable-next-line no-await-in-loop -- time to the ticket is measured
    outcomes.push(await flipAndJudge(seed + turn));
    if ((turn + 1) % 100 === 0) say(`${turn + 1} of ${count} flips, ${outcomes.filter(({ wrong }) => wrong.length > 0).length} failed`);
  }
  const failures = outcomes.flatMap((outcome) => (outcome.wrong.length > 0 ? [sentence(outcome)] : []));
  return { ok: failures.length === 0, figures: figuresOf(outcomes), failures };
}

async function flipAndJudge(seed: number): Promise<Outcome> {
  using place = workFolder('bit-flip');
  const lived = await liveStore(path.join(place.folder, 'alive'), path.join(place.folder, 'left'), seed);
  const flip = flipOneBit(lived.folder, lived.random);
  const recoveries: StoreRecovery[] = [];
  const wrong: string[] = [];
  const begun = performance.now();
  let msToTicket = Number.POSITIVE_INFINITY;
  try {
    const store = await openLived(lived, recoveries, seed % IN_THREAD_EVERY === 0);
    const number = await takeTicket(store, lived, 'after the flip');
    msToTicket = performance.now() - begun;
    wrong.push(...(await judge(store, lived, [number])));
    await store.close();
    await judgeNextOpening(lived, [number], wrong);
  } catch (cause) {
    wrong.push(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
  }
  if (msToTicket > LIMIT_MS) wrong.push(`the next ticket came after ${msToTicket.toFixed(0)} ms`);
  return { seed, flip, left: lived.left, recovery: recoveries[0] ?? null, msToTicket, wrong };
}

/** The opening after a recovery finds nothing to mend any more and the same history. */
async function judgeNextOpening(lived: LivedStore, given: readonly string[], wrong: string[]): Promise<void> {
  const again: StoreRecovery[] = [];
  const store = await openLived(lived, again, false);
  const number = await takeTicket(store, lived, 'a restart later');
  wrong.push(...(await judge(store, lived, [...given, number])));
  await store.close();
  if (again[0]) wrong.push(`the opening after it mended again: ${again[0].kind}, ${again[0].found}`);
}

async function openLived({ folder, clock, random }: LivedStore, recoveries: StoreRecovery[], inThread: boolean): Promise<TerminalStore> {
  const options = { folder, key: EXAMPLE_KEY, clock, bootId: BOOT, onRecovered: (recovery: StoreRecovery) => void recoveries.push(recovery) };
  const opened = inThread ? await openTerminalStore(options) : openStoreHere({ ...options, random });
  if (!opened.ok) throw new Error(`refused: ${openErrorSentence(opened.error)}`);
  return opened.value;
}

async function takeTicket(store: TerminalStore, { tickets }: LivedStore, tap: string): Promise<string> {
  const { ticket } = await store.draftTicket(exampleDraft(tap));
  if (tickets.includes(ticket.id)) throw new Error('a new ticket has the name of an old one');
  return numberText(unwrap(await store.issueOffline(ticket.id)));
}

async function judge(store: TerminalStore, { account, tickets }: LivedStore, given: readonly string[]): Promise<string[]> {
  const now = await readAccount(store, tickets);
  const all = [...account.numbers, ...given];
  const twice = all.filter((number, index) => all.indexOf(number) !== index);
  return [...differences(account, withoutNew(now, account, given.length)), ...twice.map((number) => `number ${number} was given twice`)];
}

/** The tickets taken since, taken out of the counts they moved. */
function withoutNew(now: Awaited<ReturnType<typeof readAccount>>, { state }: LivedStore['account'], taken: number): typeof now {
  const { issuedToday, numbersLeft, interrupted } = now.state as { issuedToday: number; numbersLeft: unknown; interrupted: { drafts: unknown[]; printing: { id: string }[] } };
  const before = state as { numbersLeft: Record<string, number>; interrupted: { printing: unknown[] } };
  const left = before.numbersLeft;
  const day = Object.keys(left)[0];
  const expectedLeft = day === undefined ? left : { ...left, [day]: Math.max(0, left[day]! - taken) };
  return {
    ...now,
    state: {
      ...now.state,
      issuedToday: issuedToday - taken,
      numbersLeft: JSON.stringify(numbersLeft) === JSON.stringify(expectedLeft) ? left : numbersLeft,
      interrupted: { ...interrupted, printing: interrupted.printing.slice(0, before.interrupted.printing.length) },
    },
  };
}

function sentence({ seed, flip, left, recovery, wrong }: Outcome): string {
  const done = recovery ? `${recovery.kind} (${recovery.found})` : 'nothing was found';
  return `seed ${seed}: bit ${flip.bit} of byte ${flip.byte} in ${flip.file} of a store ${left}: ${done}; ${wrong.join('; ')}\n${replayCommand('bit-flips', seed)}`;
}

function figuresOf(outcomes: readonly Outcome[]): ProofResult['figures'] {
  const times = outcomes.map(({ msToTicket }) => msToTicket).toSorted((a, b) => a - b);
  const count = (chosen: (outcome: Outcome) => boolean): string => String(outcomes.filter(chosen).length);
  const kinds = [...new Set(outcomes.map(({ recovery }) => recovery?.kind ?? 'harmless'))].toSorted();
  const targets = [...new Set(outcomes.map(({ flip }) => flip.target))].toSorted();
  return [
    { name: 'flips', value: String(outcomes.length) },
    ...targets.map((target) => ({ name: `in the ${target}`, value: count(({ flip }) => flip.target === target) })),
    ...kinds.map((kind) => ({ name: kind, value: count(({ recovery }) => (recovery?.kind ?? 'harmless') === kind) })),
    { name: 'failed', value: count(({ wrong }) => wrong.length > 0) },
    { name: 'to the next ticket, median', value: `${(times[Math.floor(times.length / 2)] ?? 0).toFixed(0)} ms` },
    { name: 'to the next ticket, longest', value: `${(times.at(-1) ?? 0).toFixed(0)} ms` },
  ];
}
