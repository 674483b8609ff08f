import { rmSync } from 'node:fs';
import path from 'node:path';
import { unwrap } from '#kernel/result.ts';
import { openDatabase, type Connection } from '#offline-cache/database/open-database.ts';
import type { PlantedFault } from '../kit/planted.ts';

/**
 * Faults that only a crash shows: what a store would have left on the disk that wrote its parts in several transactions, or
 * answered before the disk had it. The store's second copy is taken away, since it would mend them.
 */
export const CRASH_FAULTS: readonly PlantedFault[] = [
  {
    name: 'answers-before-the-commit',
    what: 'the last commit was answered and is not on the disk',
    afterCrash: changed((database) => {
      const last = lastUnsent(database);
      if (!last) return;
      database.prepare('DELETE FROM operation WHERE seq = ?').run(last.seq);
      if (last.ticketId !== null) database.prepare("DELETE FROM ticket WHERE ticket_id = ? AND state = 'waiting'").run(last.ticketId);
    }),
  },
  {
    name: 'operation-in-a-transaction-of-its-own',
    what: 'the ticket is on the disk, the fact of it is not',
    afterCrash: changed((database) => {
      const last = lastUnsent(database);
      if (last) database.prepare('DELETE FROM operation WHERE seq = ?').run(last.seq);
    }),
  },
  {
    name: 'cursor-in-a-transaction-of-its-own',
    what: 'the cursor of the feed is on the disk, the last entries before it are not',
    afterCrash: changed((database) => database.prepare('DELETE FROM replica WHERE revision = (SELECT max(revision) FROM replica)').run()),
  },
  {
    name: 'number-marks-in-memory',
    what: 'a restart begins leased blocks anew and looks at no ticket that was already sent',
    afterCrash: changed((database) => {
      database.prepare("UPDATE lease SET next = first WHERE origin = 'leased'").run();
      database.prepare("DELETE FROM ticket WHERE number IS NOT NULL AND ticket_id NOT IN (SELECT substr(body ->> '$.aggregate', 8) FROM operation WHERE seq > (SELECT applied FROM log_head))").run();
    }),
  },
  {
    name: 'a-crash-counts-as-applied',
    what: 'after a crash everything stored counts as applied and safe',
    afterCrash: changed((database) => {
      const { seq } = database.prepare('SELECT max(seq) AS seq FROM operation').get() as { seq: number | null };
      if (seq !== null) database.prepare('UPDATE log_head SET applied = ?, safe = ?').run(seq, seq);
    }),
  },
];

type Change = (database: Connection) => unknown;

function changed(change: Change): NonNullable<PlantedFault['afterCrash']> {
  return (folder, _at, key) => {
    rmSync(path.join(folder, 'shadow'), { recursive: true, force: true });
    const database = unwrap(openDatabase({ folder, key }));
    try {
      change(database);
    } finally {
      database.close();
    }
  };
}

/** The newest operation, when the server cannot have it yet. */
function lastUnsent(database: Connection): { readonly seq: number; readonly ticketId: string | null } | null {
  const row = database
    .prepare("SELECT seq, body ->> '$.payload.ticketId' AS ticketId FROM operation WHERE seq > (SELECT applied FROM log_head) ORDER BY seq DESC LIMIT 1")
    .get() as { seq: number; ticketId: string | null } | undefined;
  return row ?? null;
}
