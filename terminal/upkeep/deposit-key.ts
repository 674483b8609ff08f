import type { Log } from '#contracts/log-events.ts';
import { sealStoreKey } from '#offline-cache/keys/recovery-copy.ts';
import type { HallClient } from '../hall/hall-link.ts';

/**
 * Leaves a copy of the store's key at the hall, sealed to its recovery key, unless one sealed to the present key is kept
 * there already: without it a lost key file is lost data. @returns whether a copy is kept now; false when the hall keeps none
 */
export async function depositStoreKey(calls: Pick<HallClient, 'terminals'>, terminalId: string, storeKey: Uint8Array, log: Log): Promise<boolean> {
  const { key, kept } = await calls.terminals.recoveryKey();
  if (!key) return false;
  if (kept === key.keyId) return true;
  await calls.terminals.depositKey({ copy: sealStoreKey(key, terminalId, storeKey) });
  log('recovery-copy-end', { disposition: 'done', keyId: key.keyId, detail: '' });
  return true;
}
