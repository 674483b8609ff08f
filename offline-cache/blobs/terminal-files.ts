import { ok, type Result } from '#kernel/result.ts';
import type { TerminalStore } from '../store-api.ts';
import type { BlobFault, BlobFolder, Content, KeepError } from './blob-folder.ts';
import { collectUnwanted } from './collect-files.ts';
import type { AttachError, AttachFiles, DetachFiles, KeptFile } from './file-api.ts';
import { ERA_OPERATIONS } from './limits.ts';

const KNOWN_AT_ONCE = 500;

/** Scanned pages and signed documents as the rest of the terminal uses them. */
export class TerminalFiles {
  readonly #store: TerminalStore;
  readonly #blobs: BlobFolder;
  readonly #poke: () => void;

  /** @param poke something may be uploaded now */
  constructor(store: TerminalStore, blobs: BlobFolder, poke: () => void = () => {}) {
    this.#store = store;
    this.#blobs = blobs;
    this.#poke = poke;
  }

  /** Brings folder and rows into step; once, before anything else. */
  async open(): Promise<void> {
    const known: string[] = [];
    for (;;) {
      const some = await this.#store.knownFiles(known.at(-1) ?? '', KNOWN_AT_ONCE);
      known.push(...some);
      if (some.length < KNOWN_AT_ONCE) break;
    }
    await this.#blobs.tidy(known, Math.floor((await this.#store.outbox()).seq / ERA_OPERATIONS));
  }

  /** Keeps a page for a draft; resolves when it is on the disk and the draft holds it. @throws the system's error when there is no room */
  keep(draft: string, content: Content): Promise<Result<KeptFile, KeepError>> {
    return this.#blobs.keep(content, (kept) => this.#store.draftFile(draft, kept));
  }

  /** The person took the draft back: its pages go now. */
  async discard(draft: string): Promise<void> {
    await this.#store.dropDraftFiles(draft);
    await collectUnwanted(this.#store, this.#blobs);
  }

  /** Names pages in a fact. From then on they are brought to the server. */
  async attach(attach: AttachFiles): Promise<Result<void, AttachError>> {
    const attached = await this.#store.attachFiles(attach);
    if (attached.ok) this.#poke();
    return attached;
  }

  async detach(detach: DetachFiles): Promise<void> {
    await this.#store.detachFiles(detach);
    await collectUnwanted(this.#store, this.#blobs);
    this.#poke();
  }

  /** The content, checked before any of it is given. What is lost becomes a fact at once, not when its turn to be sent comes. */
  async read(blobId: string): Promise<Result<Uint8Array, BlobFault>> {
    const read = await this.#blobs.read(blobId);
    if (read.ok) return ok(read.value);
    await this.#store.noteLostFile(blobId, read.error);
    this.#poke();
    return read;
  }
}
