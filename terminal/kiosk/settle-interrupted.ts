import type { Ticket } from '#domain/ticket/ticket.ts';
import { StoreFailure } from '#offline-cache/store-failure.ts';
import type { KioskPorts } from './kiosk-ports.ts';

/**
 * What a crash left behind: drafts without a number come to nothing, since nobody was told of them; prints under way
 * become `unknown`, because bytes may have gone out, and are never repeated by guessing; the printer ends what it may
 * still hold of them before the next ticket. A full disk keeps no terminal from starting: what it cannot take is settled
 * at the next start, and until then what waits here can be sent.
 * @param recentMs how long ago a print may have been taken for its person still to stand there
 * @returns the newest ticket of such a print, to ask about on the screen
 */
export async function settleInterrupted({ store, printer, log }: Pick<KioskPorts, 'store' | 'printer' | 'log'>, recentMs: number): Promise<Ticket | null> {
  const { drafts, printing } = await store.interrupted();
  if (drafts.length + printing.length === 0) return null;
  if (printing.length > 0) printer?.expectRemainder();
  try {
    return await settle({ store, log }, drafts, printing, recentMs);
  } catch (error) {
    if (!(error instanceof StoreFailure && error.kind === 'disk-full')) throw error;
    log('store-fault', { act: 'restart', detail: error.message });
    return null;
  }
}

async function settle({ store, log }: Pick<KioskPorts, 'store' | 'log'>, drafts: readonly Ticket[], printing: readonly Ticket[], recentMs: number): Promise<Ticket | null> {
  for (const draft of drafts) await store.dropDraft(draft.id);
  const now = await store.stamp();
  let recent: Ticket | null = null;
  for (const { id } of printing) {
    const settled = await store.recordPaper(id, 'unknown', 'restart');
    const { bootId, monotonicMs } = settled.takenAt;
    if (bootId === now.bootId && now.monotonicMs - monotonicMs <= recentMs) recent = settled;
  }
  log('recovery-end', { disposition: 'done', drafts: drafts.length, printing: printing.length });
  return recent;
}
