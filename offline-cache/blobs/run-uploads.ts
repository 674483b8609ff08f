import { sleep, type Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';
import { backoffDelay } from '../sync/backoff.ts';
import { createCaller } from '../sync/caller.ts';
import type { Waker } from '../sync/waker.ts';
import type { TerminalStore } from '../store-api.ts';
import type { BlobFolder } from './blob-folder.ts';
import { ChunkPace } from './chunk-pace.ts';
import { collectFiles } from './collect-files.ts';
import type { FilesPort } from './files-port.ts';
import { COLLECT_EVERY_MS, LOOK_AGAIN_MS } from './limits.ts';
import { uploadFile } from './upload-file.ts';

export interface UploadsParts {
  readonly store: TerminalStore;
  readonly blobs: BlobFolder;
  readonly port: FilesPort;
  readonly clock: Clock;
  readonly random: Random;
  /** Woken when something was stored or applied. */
  readonly waker: Waker;
  /** A page did not go; it is tried again. */
  readonly failed?: (cause: unknown) => void;
  /** Something of FilesWaiting changed. */
  readonly changed: () => void;
}

/**
 * Sends what waits, one page after another, for as long as the signal lasts: the life of one session, so that a link that
 * is down is nobody's business here. A page that does not go steps behind the others; nothing is ever given up.
 */
export async function runUploads(parts: UploadsParts, signal: AbortSignal): Promise<void> {
  const { store, clock, waker, random, changed } = parts;
  const caller = createCaller(clock, signal);
  const pace = new ChunkPace();
  let failures = 0;
  let collectDue = clock.monotonic();
  while (!signal.aborted) {
    let brought = 0;
    let blobId: string | null = null;
    try {
      const next = await store.nextUpload();
      if (next) {
        ({ blobId } = next);
        const outcome = await uploadFile({ ...parts, caller, pace, progressed: (bytes) => void (brought += bytes) }, next);
        await (outcome === 'sent' ? store.noteUploaded(blobId) : store.noteLostFile(blobId, outcome));
        changed();
      }
      failures = 0;
      if (!next && clock.monotonic() >= collectDue) {
        collectDue = clock.monotonic() + COLLECT_EVERY_MS;
        await collectFiles({ ...parts, caller });
        changed();
      } else if (!next) await waker.wait(clock, LOOK_AGAIN_MS);
    } catch (cause) {
      if (signal.aborted) return;
      failures = brought > 0 ? 0 : failures + 1;
      if (failures === 0) continue;
      // The line may be to blame, or this page: another one is tried next.
      if (blobId !== null) await store.deferUpload(blobId).catch(() => {});
      parts.failed?.(cause);
      await sleep(clock, backoffDelay(failures, random), signal).catch(() => {});
    }
  }
}
