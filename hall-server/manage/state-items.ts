import type { ConditionName } from '../backup/operations-acts.ts';
import { CLOCK_CONDITION } from '../numbers/plausible-day.ts';
import type { WorkingSet } from '../store/working-set.ts';

/** Conditions of the server itself that the list looks at; written by backups and checks. */
export const CONDITIONS = ['backup', 'backup-try', 'check', CLOCK_CONDITION] as const satisfies readonly (ConditionName | typeof CLOCK_CONDITION)[];

const STATE_KINDS = ['recovering', 'backup-failed', 'backup-old', 'database-damaged', 'clock-suspect'] as const;
type StateKind = (typeof STATE_KINDS)[number];

/** A backup is made at least daily where one is planned; this old, somebody should look. */
const OLD_MS = 48 * 3_600_000;

/** Something that lasts. Its id changes with each new occurrence, so that an old mark never hides a new one. */
export interface ServerState {
  readonly id: string;
  readonly kind: StateKind;
  readonly atMs: number;
  readonly technical: string;
  /** What the sentences name; null: nothing. */
  readonly label: string | null;
}

export function isStateId(id: string): boolean {
  const kind = /^state:([\w-]+)@\d+$/.exec(id)?.[1];
  return STATE_KINDS.some((known) => known === kind);
}

/** What lasts now. The named conditions must be loaded. */
export function serverStates(work: WorkingSet, nowMs: number): readonly ServerState[] {
  const { recovering, restoredAtMs, incarnation } = work.head;
  const [backup, tried, check, clock] = CONDITIONS.map((name) => work.table('condition').get(name));
  const states: ServerState[] = [];
  const add = (kind: StateKind, sinceMs: number, atMs: number, technical: string, label: string | null = null): void => {
    states.push({ id: `state:${kind}@${Math.floor(sinceMs)}`, kind, atMs, technical, label });
  };
  if (recovering && restoredAtMs !== null) add('recovering', restoredAtMs, restoredAtMs, `incarnation ${incarnation}`);
  if (tried?.value['ok'] === false) add('backup-failed', backup?.atMs ?? 0, tried.atMs, wordsOf(tried.value['sentence']));
  else if (backup?.value['planned'] === true && nowMs - backup.atMs > OLD_MS) add('backup-old', backup.atMs, backup.atMs, wordsOf(backup.value['place']));
  if (check?.value['ok'] === false) add('database-damaged', check.atMs, check.atMs, wordsOf(check.value['problems']));
  if (typeof clock?.value['suspect'] === 'string') {
    const { suspect, clockMs, clockDay, day } = clock.value;
    add('clock-suspect', clock.atMs, clock.atMs, `clock ${suspect}: ${new Date(Number(clockMs)).toISOString()} (${String(clockDay)}), business day ${String(day)}`, `${String(clockDay)} / ${String(day)}`);
  }
  return states;
}

/** When the last verified backup was made; null: never. */
export function backupMs(work: WorkingSet): number | null {
  return work.table('condition').get('backup')?.atMs ?? null;
}

function wordsOf(value: unknown): string {
  return Array.isArray(value) ? value.join('; ') : typeof value === 'string' ? value : '';
}
