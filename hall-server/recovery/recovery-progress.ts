import { MAX_NUMBER } from '#domain/ticket/number.ts';
import type { HallContext } from '../hall-context.ts';
import { dayAfter } from '../numbers/business-day.ts';
import { DAY_ROWS, plausibleDay, RECOVERY_CONDITION } from '../numbers/plausible-day.ts';
import type { Act, Deciding } from '../store/hall-writer.ts';
import type { ContactRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';
import { noteAttention } from './attention-row.ts';
import { numbersInParked } from './numbers-in-parked.ts';

/** Terminals that were silent for so long before the backup, or since the restore (while the server ran), are not waited for. */
export const EXPECTED_MS = 7 * 86_400_000;
/** The same for kiosks before the backup, longer than any holiday: they give numbers, and one that stayed on says nothing of the others. */
export const EXPECTED_KIOSK_MS = 60 * 86_400_000;

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

interface Standing extends RecoveryProgress {
  /** Kiosks that are not waited for and did not come either: they may have been back in the lost time. */
  readonly silentKiosks: readonly string[];
}

const LOAD: Act<unknown>['load'] = (work, round) => {
  if (round === 0) return [];
  if (round > 1 || !work.head.recovering) return null;
  return [
    ...DAY_ROWS,
    { query: 'all', table: 'terminal' },
    { query: 'all', table: 'business' },
    { query: 'all', table: 'terminal_contact' },
    { query: 'all', table: 'log_cursor' },
  ];
};

/** Who is still waited for; null when the hall is not recovering. */
export async function recoveryProgress({ writer }: HallContext): Promise<RecoveryProgress | null> {
  const standing = progressOf(await writer.read(LOAD));
  if (!standing) return null;
  const { silentKiosks: _, ...progress } = standing;
  return progress;
}

/** Ends the phase when everybody has pushed to their end, or because the administrator says so. @returns whether it ended */
export function endRecovery(context: HallContext, asked: boolean): Act<boolean> {
  let complete = false;
  let today = '';
  return {
    load: (work, round) => {
      if (round < 2) return LOAD(work, round);
      const progress = progressOf(work);
      if (!progress) return null;
      today = plausibleDay(context, work).day;
      // Who stays away for so long is not waited for any more. A clock that is set ends nothing.
      const begunMs = Number(work.table('condition').get(RECOVERY_CONDITION)?.value['steadyMs'] ?? progress.sinceMs);
      const late = context.steady.now() - begunMs > EXPECTED_MS;
      complete = asked || late || progress.missing.length === 0;
      if (round > 2 || !complete) return null;
      const ledgers = days(work, today).flatMap((businessDay) =>
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
      moveSeries(work, today, progress.missing.length > 0 || progress.silentKiosks.length > 0 ? MARGIN_MISSING : MARGIN);
      work.head = { ...work.head, recovering: false };
      tell(work, deciding, progress, asked);
      return true;
    },
  };
}

function progressOf(work: WorkingSet): Standing | null {
  const { recovering, restoredAtMs, restoredFromMs } = work.head;
  if (!recovering || restoredAtMs === null) return null;
  const cursors = new Map([...work.table('log_cursor').all()].map((row) => [`${row.terminalId} ${row.logId}`, row.seq]));
  // Counted from the backup: however old it is, the terminals of its last days are those that went on without it.
  const fromMs = restoredFromMs ?? restoredAtMs;
  const known = [...work.table('terminal_contact').all(), ...neverSeen(work)];
  const isKiosk = ({ terminalId }: ContactRow): boolean => work.table('terminal').get(terminalId)?.kind === 'kiosk';
  const recent = known.filter((contact) => contact.seenMs >= fromMs - (isKiosk(contact) ? EXPECTED_KIOSK_MS : EXPECTED_MS));
  const kiosks = known.filter(isKiosk);
  // All kiosks silent: the hall was closed (a holiday, or it had not opened yet), and they came back in the lost time.
  const expected = recent.some((contact) => kiosks.includes(contact)) ? recent : [...new Set([...recent, ...kiosks])];
  const silent = kiosks.filter((contact) => !expected.includes(contact) && toComeFrom(work, contact, cursors) !== 0);
  const missing = expected.flatMap((contact): MissingTerminal[] => {
    const toCome = toComeFrom(work, contact, cursors);
    if (toCome === 0) return [];
    return [{ terminalId: contact.terminalId, name: nameOf(work, contact), seenMs: contact.seenMs, toCome }];
  });
  missing.sort((a, b) => a.name.localeCompare(b.name, 'zh-CN'));
  return { sinceMs: restoredAtMs, fromMs: restoredFromMs, expected: expected.length, missing, silentKiosks: silent.map((contact) => nameOf(work, contact)) };
}

function nameOf(work: WorkingSet, { terminalId }: ContactRow): string {
  return work.table('terminal').get(terminalId)?.name ?? terminalId;
}

/** Kiosks that never shook hands before the backup. */
function neverSeen(work: WorkingSet): readonly ContactRow[] {
  const contacts = work.table('terminal_contact');
  return [...work.table('terminal').all()].flatMap(({ id, kind, enrolledAtMs }) =>
    kind === 'kiosk' && !contacts.has(id) ? [{ terminalId: id, seenMs: enrolledAtMs, machine: null, incarnation: '', logId: '', target: null }] : [],
  );
}

function toComeFrom(work: WorkingSet, { incarnation, target, terminalId, logId }: ContactRow, cursors: ReadonlyMap<string, number>): number | null {
  if (incarnation !== work.head.incarnation || target === null) return null;
  return Math.max(0, target - (cursors.get(`${terminalId} ${logId}`) ?? 0));
}

/** Yesterday need not be closed yet when the phase ends; what was given today is of today all the same. */
function days({ head }: WorkingSet, today: string): readonly string[] {
  return [...new Set([head.businessDay, dayAfter(head.businessDay, 1), today, dayAfter(today, 1)])];
}

/** Every business goes on behind the highest number anybody told of, in facts that could not be applied too. */
function moveSeries(work: WorkingSet, today: string, margin: number): void {
  const { hallId } = work.head;
  const highest = new Map<string, number>();
  for (const { businessDay, series, number } of [...work.table('number_ledger').all(), ...numbersInParked(work.table('parked_operation').all())]) {
    const key = `${businessDay} ${series}`;
    highest.set(key, Math.max(highest.get(key) ?? 0, number));
  }
  const last = today > work.head.businessDay ? today : work.head.businessDay;
  for (const { series } of work.table('business').all()) {
    for (const businessDay of days(work, today)) {
      const seen = Math.max(highest.get(`${businessDay} ${series}`) ?? 0, (work.table('number_series').get(hallId, businessDay, series)?.next ?? 1) - 1);
      // Nobody was bound a number of tomorrow.
      const next = seen + 1 + (businessDay <= last ? margin : 0);
      work.table('number_series').put({ hallId, businessDay, series, next: Math.min(next, MAX_NUMBER + 1) });
    }
  }
}

function tell(work: WorkingSet, deciding: Deciding, { sinceMs, expected, missing, silentKiosks }: Standing, asked: boolean): void {
  const detail = { sinceMs, expected, missing: missing.map(({ name }) => name), silent: silentKiosks, by: asked ? 'admin' : 'server' };
  deciding.audit({ actor: asked ? 'admin' : 'server', action: 'recovery.ended', detail });
  noteAttention(work, deciding, { kind: 'recovery-ended', aggregate: `hall:${work.head.hallId}`, businessDay: work.head.businessDay, detail });
}
