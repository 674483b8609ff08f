import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { NumberFate, TicketRow } from '#hall-server/store/rows.ts';
import { readDatabaseKey } from '#hall-server/store/sqlite/database-key.ts';
import { connect } from '#hall-server/store/sqlite/open-database.ts';
import { numberLabel, type TicketNumber } from '#domain/ticket/number.ts';
import type { TestHall } from './hall.ts';
import type { KioskClient } from './kiosk-client.ts';

/** What the hall server has on its disk. */
export interface ServerBooks {
  readonly businessDay: string;
  readonly tickets: readonly BookedTicket[];
  /** Every number that was ever given out, lent or burnt, except the lent ones nobody used. */
  readonly ledger: readonly LedgerEntry[];
  readonly conflicts: readonly { readonly kind: string; readonly aggregate: string }[];
  readonly parked: number;
  /** Tickets of that label, in the order of waiting. */
  labelled(label: string): readonly BookedTicket[];
}

export type BookedTicket = Pick<TicketRow, 'id' | 'businessId' | 'state' | 'paper' | 'offline' | 'businessDay' | 'waitingSinceMs' | 'takenAt'> & {
  readonly number: TicketNumber | null;
  readonly label: string;
};

export interface LedgerEntry {
  readonly label: string;
  readonly businessDay: string;
  readonly fate: NumberFate;
  readonly ticketId: string | null;
}

const FILE = 'hall.sqlite';

/**
 * The server's database as it lies on the disk. The server keeps it locked, so a copy with its log is read: a crash's
 * view, which holds every commit. For moments when nothing is being written.
 */
export function readServerBooks(test: TestHall): ServerBooks {
  const folder = mkdtempSync(path.join(tmpdir(), 'yichuang-books-'));
  try {
    for (const name of [FILE, `${FILE}-wal`]) {
      const from = path.join(test.folder, 'hall', name);
      if (existsSync(from)) copyFileSync(from, path.join(folder, name));
    }
    return read(connect(path.join(folder, FILE), readDatabaseKey(path.join(test.folder, 'hall'))!));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The books as soon as they fit; looked at with every change of the kiosk's screen, which changes when a fact is acknowledged. */
export async function untilServerBooks(test: TestHall, kiosk: KioskClient, what: string, fits: (books: ServerBooks) => boolean): Promise<ServerBooks> {
  let found: ServerBooks | null = null;
  await kiosk.until(what, () => {
    const books = readWhole(test);
    if (books === null || !fits(books)) return false;
    found = books;
    return true;
  });
  return found!;
}

/** Null when the copy was torn by a write under way: another look follows. */
function readWhole(test: TestHall): ServerBooks | null {
  try {
    return readServerBooks(test);
  } catch (error) {
    if (error instanceof Database.SqliteError) return null;
    throw error;
  }
}

interface StoredTicket {
  readonly id: string;
  readonly businessId: string;
  readonly state: BookedTicket['state'];
  readonly paper: BookedTicket['paper'];
  readonly offline: number;
  readonly businessDay: string;
  readonly waitingSinceMs: number;
  readonly takenAt: string;
  readonly number: string | null;
}

interface StoredNumber {
  readonly series: string;
  readonly number: number;
  readonly businessDay: string;
  readonly fate: NumberFate;
  readonly ticketId: string | null;
}

function read(database: InstanceType<typeof Database>): ServerBooks {
  const tickets = (
    database
      .prepare(
        `SELECT id, business_id AS businessId, state, paper, offline, business_day AS businessDay, waiting_since_ms AS waitingSinceMs,
         taken_at AS takenAt, number FROM ticket ORDER BY waiting_since_ms, id`,
      )
      .all() as StoredTicket[]
  ).map(bookedTicket);
  const ledger = (
    database
      .prepare("SELECT series, number, business_day AS businessDay, fate, ticket_id AS ticketId FROM number_ledger WHERE fate <> 'leased' ORDER BY series, number")
      .all() as StoredNumber[]
  ).map(({ series, number, ...entry }) => ({ ...entry, label: numberLabel({ series, number }) }));
  const conflicts = database.prepare('SELECT kind, aggregate FROM conflict').all() as ServerBooks['conflicts'];
  const parked = database.prepare('SELECT count(*) FROM parked_operation').pluck().get() as number;
  const businessDay = database.prepare('SELECT business_day FROM hall_head').pluck().get() as string;
  database.close();
  return { businessDay, tickets, ledger, conflicts, parked, labelled: (label) => tickets.filter((ticket) => ticket.label === label) };
}

function bookedTicket({ number, takenAt, offline, ...ticket }: StoredTicket): BookedTicket {
  const given = number === null ? null : (JSON.parse(number) as TicketNumber | null);
  return { ...ticket, number: given, label: given ? numberLabel(given) : '', offline: offline === 1, takenAt: JSON.parse(takenAt) as BookedTicket['takenAt'] };
}
