import type { Connection } from '../database/open-database.ts';
import type { EngineContext } from '../engine/context.ts';
import { readSetting } from '../engine/settings.ts';
import { appendOperation } from '../log/append.ts';
import { beginNewLog } from '../log/new-log.ts';
import type { RecoveryKind, StoreRecovery } from './store-recovery.ts';

/** What an opening mended and the store itself does not know yet: it goes into the database together with what was mended. */
export type PendingRecovery = Omit<StoreRecovery, 'ms'>;

const NAME = 'recovery';

/** Beside those that are still there: a start that was cut tells of its mending at the next one. */
export function notePending(connection: Connection, recovery: PendingRecovery): void {
  const before = readPending(connection);
  connection
    .prepare('INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
    .run(NAME, JSON.stringify([...before, recovery]));
}

function readPending(connection: Connection): readonly PendingRecovery[] {
  const text = connection.prepare('SELECT value FROM setting WHERE name = ?').pluck().get(NAME) as string | undefined;
  return text === undefined ? [] : (JSON.parse(text) as PendingRecovery[]);
}

const NEW_LOG: Readonly<Record<RecoveryKind, 'rebuilt' | 'restored' | null>> = {
  rebuilt: 'rebuilt',
  restored: 'restored',
  // The database is what it was: its log goes on.
  replayed: null,
  'shadow-renewed': null,
  'facts-repaired': null,
};

/**
 * Draws the consequences in the store's own words, in the transaction that forgets them: a rebuilt store goes on in a new log, with its numbers only when
 * it is whole, and the hall is told.
 */
export function settleRecovery(context: EngineContext): void {
  const pending = readSetting<readonly PendingRecovery[]>(context, NAME);
  if (!pending) return;
  context.run('DELETE FROM setting WHERE name = ?', NAME);
  drawConsequences(context, pending);
}

/** The same of what there was no room to note. */
export function drawConsequences(context: EngineContext, pending: readonly PendingRecovery[]): void {
  for (const { kind, found, whole, putBack, salvaged } of pending) {
    const cause = NEW_LOG[kind];
    // What a restore put back may have been left and gone on from elsewhere since: its own word on its numbers counts for nothing.
    // Of two places that were put together one may know of an enrolment under another name.
    const { enrolment } = context.memory;
    const named = enrolment ? { terminalId: enrolment.terminalId } : {};
    if (cause) beginNewLog(context, { cause, numbers: whole && cause !== 'restored' ? 'kept' : 'distrusted', ...named });
    if (!enrolment) continue;
    const recoveryId = context.newId();
    appendOperation(context, 'store.recovered', `store:${recoveryId}`, { recoveryId, kind, found: found.slice(0, 200), whole, putBack, salvaged });
  }
}
