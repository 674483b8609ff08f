import { MAX_NUMBER } from '#domain/ticket/number.ts';
import type { HallContext } from '../hall-context.ts';
import { dayAfter } from '../numbers/business-day.ts';
import type { Act, Deciding } from '../store/hall-writer.ts';
import type { ContactRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';
import { noteAttention } from './attention-row.ts';
import { numbersInParked } from './numbers-in-parked.ts';

/** Terminals that were silent for so long before the backup, or since the restore, are not waited for. */
export const EXPECTED_MS = 7 * 86_400_000;

/** Numbers passed over when all have told theirs: those asked for in the last moments by somebody no backup knows. */
export const MARGIN = 100;
/** The same when somebody is missing: what one busy kiosk may have been bound in a day. */
export const MARGIN_MISSING = 500;

export interface MissingTerminal {
  readonly terminalId: string;
  readonly name: string;
  readonly seenMs: number;
  /** Facts it still holds for this server; null until it comes. */
  readonly toCome: number | null;
}

export interface RecoveryProgress {
  readonly sinceMs: number;
  readonly fromMs: number | null;
  readonly expected: number;
  readonly missing: readonly MissingTerminal[];
}

const LOAD: Act<unknown>['load'] = (work, round) => {
  if (round === 0) return [];
  if (round > 1 || !work.head.recovering) return null;
  return [
    { query: 'all', table: 'terminal' },
    { query: 'all', table: 'business' },
    { query: 'all', table: 'terminal_contact' },
    { query: 'all', table: 'log_cursor' },
  ];
};

/** Who is still waited for; null when the hall is not recovering. */
export async function recoveryProgress({ writer }: HallContext): Promise<RecoveryProgress | null> {
  return progressOf(await writer.read(LOAD));
}

/** Ends the phase when everybody has pushed to their end, or because the administrator says so. @returns whether it ended */
export function endRecovery(context: HallContext, asked: boolean): Act<boolean> {
  let complete = false;
  return {
    load: (work, round) => {
      if (round < 2) return LOAD(work, round);
      const progress = progressOf(work);
      // Who stays away for so long is not waited for any more.
      const late = progress !== null && context.writer.clock.now() - progress.sinceMs > EXPECTED_MS;
      complete = progress !== null && (asked || late || progress.missing.length === 0);
      if (round > 2 || !complete) return null;
      const ledgers = days(work).flatMap((businessDay) =>
        [...work.table('business').all()].flatMap(
          ({ series }) =>
            [
              { table: 'number_series', keys: [[context.hallId, businessDay, series]] },
              { query: 'highest-number', hallId: context.hallId, businessDay, series, from: 1, to: MAX_NUMBER },
            ] as const,
        ),
      );
      return [{ query: 'parked' }, ...ledgers];
    },
    decide: (work, deciding) => {
      const progress = progressOf(work);
      if (!complete || !progress) return false;
      moveSeries(work, progress.missing.length > 0 ? MARGIN_MISSING : MARGIN);
      work.head = { ...work.head, recovering: false };
      tell(work, deciding, progress, asked);
      return true;
    },
  };
}

function progressOf(work: WorkingSet): RecoveryProgress | null {
  const { recovering, restoredAtMs, restoredFromMs } = work.head;
  if (!recovering || restoredAtMs === null) return null;
  const cursors = new Map([...work.table('log_cursor').all()].map((row) => [`${row.terminalId} ${row.logId}`, row.seq]));
  // Counted from the backup: however old it is, the terminals of its last days are those that went on without it.
  const expected = [...work.table('terminal_contact').all()].filter(({ seenMs }) => seenMs >= (restoredFromMs ?? restoredAtMs) - EXPECTED_MS);
  const missing = expected.flatMap((contact): MissingTerminal[] => {
    const toCome = toComeFrom(work, contact, cursors);
    if (toCome === 0) return [];
    const name = work.table('terminal').get(contact.terminalId)?.name ?? contact.terminalId;
    return [{ terminalId: contact.terminalId, name, seenMs: contact.seenMs, toCome }];
  });
  missing.sort((a, b) => a.name.localeCompare(b.name, 'zh-CN'));
  return { sinceMs: restoredAtMs, fromMs: restoredFromMs, expected: expected.length, missing };
}

function toComeFrom(work: WorkingSet, { incarnation, target, terminalId, logId }: ContactRow, cursors: ReadonlyMap<string, number>): number | null {
  if (incarnation !== work.head.incarnation || target === null) return null;
  return Math.max(0, target - (cursors.get(`${terminalId} ${logId}`) ?? 0));
}

function days({ head }: WorkingSet): readonly string[] {
  return [head.businessDay, dayAfter(head.businessDay, 1)];
}

/** Every business goes on behind the highest number anybody told of, in facts that could not be applied too. */
function moveSeries(work: WorkingSet, margin: number): void {
  const { hallId } = work.head;
  const highest = new Map<string, number>();
  for (const { businessDay, series, number } of [...work.table('number_ledger').all(), ...numbersInParked(work.table('parked_operation').all())]) {
    const key = `${businessDay} ${series}`;
    highest.set(key, Math.max(highest.get(key) ?? 0, number));
  }
  const [today] = days(work);
  for (const { series } of work.table('business').all()) {
    for (const businessDay of days(work)) {
      const seen = Math.max(highest.get(`${businessDay} ${series}`) ?? 0, (work.table('number_series').get(hallId, businessDay, series)?.next ?? 1) - 1);
      // Nobody was bound a number of tomorrow.
      const next = seen + 1 + (businessDay === today ? margin : 0);
      work.table('number_series').put({ hallId, businessDay, series, next: Math.min(next, MAX_NUMBER + 1) });
    }
  }
}

function tell(work: WorkingSet, deciding: Deciding, { sinceMs, expected, missing }: RecoveryProgress, asked: boolean): void {
  const detail = { sinceMs, expected, missing: missing.map(({ name }) => name), by: asked ? 'admin' : 'server' };
  deciding.audit({ actor: asked ? 'admin' : 'server', action: 'recovery.ended', detail });
  noteAttention(work, deciding, { kind: 'recovery-ended', aggregate: `hall:${work.head.hallId}`, businessDay: work.head.businessDay, detail });
}
