import type { Caller } from '../sync/caller.ts';
import type { TerminalStore } from '../store-api.ts';
import type { BlobFolder } from './blob-folder.ts';
import type { FilesPort } from './files-port.ts';
import { ASK_MS, COLLECT_AT_ONCE, QUIET_MS } from './limits.ts';

export interface CollectParts {
  readonly store: TerminalStore;
  readonly blobs: BlobFolder;
  readonly port: FilesPort;
  readonly caller: Caller;
}

/**
 * Lets go of bytes that are needed no longer: those nobody wants, and those the server has while every fact that names
 * them is safe. The server is asked once more before the only copy here goes. @returns how many went
 */
export async function collectFiles({ store, blobs, port, caller }: CollectParts): Promise<number> {
  let gone = 0;
  for (const { blobId, bytes, why } of await store.filesToCollect(COLLECT_AT_ONCE)) {
    if (why === 'sent') {
      await caller.call('quiet line', QUIET_MS, () => port.quiet());
      const there = await caller.call('file offset', ASK_MS, (signal) => port.offset(blobId, signal));
      if (there !== bytes) {
        await store.requeueUpload(blobId);
        continue;
      }
    }
    if (await letGo(store, blobs, blobId)) gone += 1;
  }
  return gone;
}

/** Unwanted bytes need no server: a page a person took back goes at once. @returns how many went */
export async function collectUnwanted(store: TerminalStore, blobs: BlobFolder): Promise<number> {
  const unwanted = (await store.filesToCollect(COLLECT_AT_ONCE)).filter(({ why }) => why === 'unwanted');
  let gone = 0;
  for (const { blobId } of unwanted) if (await letGo(store, blobs, blobId)) gone += 1;
  return gone;
}

/** The row first: a file without a row is found at the next start, a row without a file would be a lie. */
function letGo(store: TerminalStore, blobs: BlobFolder, blobId: string): Promise<boolean> {
  return blobs.inStep.withLock(async () => {
    if (!(await store.forgetFile(blobId))) return false;
    await blobs.remove(blobId);
    return true;
  });
}
