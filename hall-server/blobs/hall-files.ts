import type { Clock } from '#kernel/clock.ts';
import { Mutex } from '#kernel/mutex.ts';
import type { HallWriter } from '../store/hall-writer.ts';
import type { BlobStore, ContentCheck, ReadBlob } from './blob-store.ts';
import { filesState, forgetUnwanted, noteGone, noteStored, type FilesOf } from './file-acts.ts';
import { COLLECT_AT_ONCE, KEEP_COMMITS, SILENT_BODY_MS, UPLOAD_STAYS_MS } from './limits.ts';
import { Turns } from './turns.ts';

/** How far an upload is, as acknowledged: every byte before the offset is on the disk. */
export interface UploadState {
  readonly offset: number;
  readonly bytes: number;
  /** Until when it certainly stays; null for a whole blob. */
  readonly staysUntilMs: number | null;
}

export type AppendAnswer =
  | { readonly kind: 'taken' | 'complete' | 'moved' | 'corrupt' | 'too-long' | 'broken'; readonly offset: number; readonly staysUntilMs: number | null }
  /** All bytes came and are not what the name says; the upload is gone and begins anew. */
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'unknown' };

/** A body on its way in, and how to hang up on it. */
export interface IncomingBody {
  readonly content: AsyncIterable<Uint8Array>;
  readonly hangUp: () => void;
}

/**
 * Uploads and files of the hall. One upload is worked on by one request at a time, and always by the newest: who asks last
 * is the one who still has a line, so a request whose line died unseen can never lock out its own successor.
 */
export class HallFiles {
  readonly #writer: HallWriter;
  readonly #blobs: BlobStore;
  readonly #clock: Clock;
  readonly #turns = new Turns();
  #adopted = false;
  /** Held while bytes and their row are brought into step. */
  readonly #settling = new Mutex();

  constructor(writer: HallWriter, blobs: BlobStore, clock: Clock = writer.clock) {
    this.#writer = writer;
    this.#blobs = blobs;
    this.#clock = clock;
  }

  /** Where this terminal's upload stands; null when nothing of it is here. Ends what may still be running on a dead line. */
  state(terminalId: string, blobId: string): Promise<UploadState | null> {
    return this.#turns.take(keyOf(terminalId, blobId), () => this.#state(terminalId, blobId));
  }

  /** Begins an upload, or tells how far it is already: whole at once when anybody brought the same content before. */
  create(terminalId: string, blobId: string, bytes: number): Promise<UploadState> {
    return this.#turns.take(keyOf(terminalId, blobId), async () => {
      const known = await this.#state(terminalId, blobId);
      if (known?.bytes === bytes) return known;
      const { head } = await this.#writer.store.load([]);
      return this.#blobs.begin(terminalId, { blobId, bytes, sinceVersion: head.version, staysUntilMs: this.#clock.now() + UPLOAD_STAYS_MS });
    });
  }

  append(terminalId: string, blobId: string, offset: number, body: IncomingBody, check?: ContentCheck): Promise<AppendAnswer> {
    return this.#turns.take(keyOf(terminalId, blobId), async (signal) => {
      const before = await this.#state(terminalId, blobId);
      if (!before) return { kind: 'unknown' };
      const { staysUntilMs } = before;
      if (before.offset !== offset) return { kind: 'moved', offset: before.offset, staysUntilMs };
      if (before.offset === before.bytes) return { kind: 'complete', offset, staysUntilMs: null };
      const { kind, offset: reached } = await this.#blobs.append(terminalId, blobId, offset, this.#watched(body, signal), check);
      if (kind === 'whole' && reached === before.bytes) return this.#finish(terminalId, blobId, reached);
      return { kind: kind === 'whole' ? 'taken' : kind, offset: reached, staysUntilMs };
    });
  }

  /** The terminal gives up its upload; a whole blob stays. */
  async drop(terminalId: string, blobId: string): Promise<boolean> {
    return this.#turns.take(keyOf(terminalId, blobId), async () => {
      const begun = await this.#blobs.begun(terminalId, blobId);
      if (begun) await this.#blobs.drop(terminalId, blobId);
      return begun !== null;
    });
  }

  /** Whether all pages of an aggregate are here. `complete` is never said with one missing. */
  async filesOf(aggregate: string): Promise<FilesOf> {
    const work = await this.#writer.read((loaded, round) => {
      if (round === 0) return [{ query: 'files-of-aggregate', aggregate }, { query: 'parked-of-aggregates', aggregates: [aggregate] }];
      return round === 1 ? [{ table: 'blob', keys: [...loaded.table('file_wanted').all()].map(({ blobId }) => [blobId]) }] : null;
    });
    const files = [...work.table('file_wanted').all()].toSorted((a, b) => a.manifestId.localeCompare(b.manifestId) || a.page - b.page);
    const here = new Set<string>();
    for (const { blobId, bytes } of work.table('blob').all()) if ((await this.#blobs.holds(blobId)) === bytes) here.add(blobId);
    return filesState(files, [...work.table('parked_operation').all()].length > 0, ({ blobId }) => here.has(blobId));
  }

  /** The bytes of a file, checked before the first is given; damage is noted for staff and makes the page wanted again. */
  async read(blobId: string): Promise<ReadBlob> {
    const read = await this.#blobs.read(blobId);
    if (read.kind !== 'bytes') await this.#settling.withLock(() => this.#writer.run(noteGone(blobId, read.kind)));
    return read;
  }

  /** Lets go of what nobody wants. @param keepCommits for how many commits of the hall it stays all the same */
  async collect(keepCommits = KEEP_COMMITS): Promise<{ readonly blobs: number; readonly uploads: number }> {
    let blobs = 0;
    for (;;) {
      const gone = await this.#settling.withLock(async () => {
        const forgotten = await this.#writer.run(forgetUnwanted(keepCommits, COLLECT_AT_ONCE));
        for (const blobId of forgotten) await this.#blobs.remove(blobId);
        return forgotten.length;
      });
      blobs += gone;
      if (gone < COLLECT_AT_ONCE) break;
    }
    const { version } = (await this.#writer.store.load([])).head;
    const old = (await this.#blobs.uploads()).filter((upload) => upload.sinceVersion <= version - keepCommits && upload.staysUntilMs <= this.#clock.now());
    for (const { owner, blobId } of old) await this.drop(owner, blobId);
    return { blobs, uploads: old.length };
  }

  /** What is done from time to time. */
  async tidy(): Promise<void> {
    if (!this.#adopted) await this.adoptStrays();
    this.#adopted = true;
    await this.collect();
  }

  /** Brings bytes whose row a crash kept back into the books, so that they are found or collected. Once per start. */
  async adoptStrays(): Promise<number> {
    let adopted = 0;
    for await (const names of this.#blobs.list()) {
      for (const blobId of names) if (await this.#adopt(blobId)) adopted += 1;
    }
    return adopted;
  }

  async #state(terminalId: string, blobId: string): Promise<UploadState | null> {
    const row = await this.#row(blobId);
    const held = await this.#blobs.holds(blobId);
    if (row && held === row.bytes) return { offset: held, bytes: held, staysUntilMs: null };
    if (row) await this.read(blobId);
    else if (held !== null && (await this.#adopt(blobId))) return { offset: held, bytes: held, staysUntilMs: null };
    const begun = await this.#blobs.begun(terminalId, blobId);
    if (begun?.offset !== begun?.bytes || !begun) return begun;
    // All bytes came, and then the server died before it could look at them.
    const finished = await this.#finish(terminalId, blobId, begun.bytes);
    return finished.kind === 'complete' ? { offset: begun.bytes, bytes: begun.bytes, staysUntilMs: null } : null;
  }

  async #finish(terminalId: string, blobId: string, bytes: number): Promise<AppendAnswer> {
    return this.#settling.withLock(async () => {
      if ((await this.#blobs.complete(terminalId, blobId)) === 'mismatch') return { kind: 'mismatch' };
      await this.#writer.run(noteStored(blobId, bytes));
      return { kind: 'complete', offset: bytes, staysUntilMs: null };
    });
  }

  /** Bytes without a row: into the books if they pass their check. */
  async #adopt(blobId: string): Promise<boolean> {
    return this.#settling.withLock(async () => {
      if (await this.#row(blobId)) return false;
      const read = await this.#blobs.read(blobId);
      if (read.kind !== 'bytes') return false;
      await this.#writer.run(noteStored(blobId, read.bytes.length));
      return true;
    });
  }

  async #row(blobId: string) {
    return (await this.#writer.read((_work, round) => (round === 0 ? [{ table: 'blob', keys: [[blobId]] }] : null))).table('blob').get(blobId);
  }

  /** The body, hung up on when a newer request comes or nothing does. */
  async *#watched({ content, hangUp }: IncomingBody, signal: AbortSignal): AsyncIterable<Uint8Array> {
    if (signal.aborted) {
      hangUp();
      throw new Error('overtaken by a newer request');
    }
    signal.addEventListener('abort', hangUp, { once: true });
    let silent = this.#clock.after(SILENT_BODY_MS, hangUp);
    try {
      for await (const part of content) {
        silent();
        yield part;
        silent = this.#clock.after(SILENT_BODY_MS, hangUp);
      }
    } finally {
      silent();
      signal.removeEventListener('abort', hangUp);
    }
  }
}

function keyOf(terminalId: string, blobId: string): string {
  return `${terminalId} ${blobId}`;
}
