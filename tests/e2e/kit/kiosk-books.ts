import path from 'node:path';
import { unwrap } from '#kernel/result.ts';
import type { Ticket } from '#domain/ticket/ticket.ts';
import { fileKeyProvider } from '#offline-cache/keys/file-key.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';
import type { TestHall } from './hall.ts';

/** The rows of these tickets in the kiosk's own store; null for one it does not know. Only while the kiosk is stopped. */
export async function readKioskTickets(test: TestHall, ticketIds: readonly string[]): Promise<readonly (Ticket | null)[]> {
  const folder = path.join(test.folder, 'kiosk');
  const key = unwrap(await fileKeyProvider(path.join(folder, 'store.key')).obtain());
  const store = unwrap(await openTerminalStore({ folder, key, clock: machineClock, bootId: readBootId() }));
  try {
    return await Promise.all(ticketIds.map((id) => store.ticket(id)));
  } finally {
    await store.close();
  }
}
