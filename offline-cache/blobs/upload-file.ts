import type { Clock } from '#kernel/clock.ts';
import type { Caller } from '../sync/caller.ts';
import { ProtocolFault } from '../sync/link-fault.ts';
import { faultOf, type BlobFault, type BlobFolder } from './blob-folder.ts';
import type { ChunkPace } from './chunk-pace.ts';
import type { UploadWaiting } from './file-api.ts';
import type { FilesPort } from './files-port.ts';
import { APPEND_MS, ASK_MS, FRUITLESS_ANSWERS, QUIET_MS } from './limits.ts';
import type { OpenBlob } from './open-blob.ts';

export interface UploadParts {
  readonly blobs: BlobFolder;
  readonly port: FilesPort;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly pace: ChunkPace;
  /** Told of every acknowledged byte. */
  readonly progressed: (bytes: number) => void;
}

/**
 * Brings one file over, from wherever the server says it stands: what was sent is never remembered here, so nothing that
 * happened before (a crash, a restore, a lost answer) has to be known. @throws what the line or the server did
 */
export async function uploadFile(parts: UploadParts, { blobId }: UploadWaiting): Promise<'sent' | BlobFault> {
  const opened = await parts.blobs.open(blobId);
  if (!opened.ok) return opened.error;
  try {
    return await send(parts, blobId, opened.value);
  } finally {
    await opened.value.close();
  }
}

async function send({ port, caller, clock, pace, progressed }: UploadParts, blobId: string, file: OpenBlob): Promise<'sent' | BlobFault> {
  const ask = async (): Promise<number> => {
    const known = await caller.call('file offset', ASK_MS, (signal) => port.offset(blobId, signal));
    const at = known ?? (await caller.call('file begin', ASK_MS, (signal) => port.begin(blobId, file.bytes, signal)));
    if (at > file.bytes) throw new ProtocolFault(`the server has ${at} of ${file.bytes} bytes`);
    return at;
  };
  let at = await ask();
  for (let fruitless = 0; at < file.bytes; ) {
    const chunk = await file.read(at, pace.bytes).catch(faultOf);
    if (typeof chunk === 'string') return chunk;
    await caller.call('quiet line', QUIET_MS, () => port.quiet());
    const begun = clock.monotonic();
    const answer = await caller.call('file chunk', APPEND_MS, (signal) => port.append(blobId, at, chunk, signal));
    if (answer.kind === 'at') {
      if (answer.offset <= at || answer.offset > at + chunk.length) throw new ProtocolFault(`sent ${chunk.length} bytes from ${at}, the server stands at ${answer.offset}`);
      pace.took(clock.monotonic() - begun);
      progressed(answer.offset - at);
      at = answer.offset;
      fruitless = 0;
      continue;
    }
    fruitless += 1;
    if (fruitless > FRUITLESS_ANSWERS) throw new ProtocolFault(`the server answers a chunk with “${answer.kind}” again and again`);
    at = await ask();
  }
  return 'sent';
}
