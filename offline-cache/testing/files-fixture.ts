import path from 'node:path';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { BlobFolder } from '../blobs/blob-folder.ts';
import type { KeptFile } from '../blobs/file-api.ts';
import { runUploads } from '../blobs/run-uploads.ts';
import { TerminalFiles } from '../blobs/terminal-files.ts';
import { Waker } from '../sync/waker.ts';
import { FakeFiles } from './fake-files.ts';
import { EXAMPLE_KEY, openFixture, type StoreFixture } from './store-fixture.ts';

export const EXAMPLE_CASE = 'case:01900000-0000-7000-8000-0000000000c1';

/** A store with a blob folder beside it, and a hall server's /files in memory. */
export class FilesFixture implements AsyncDisposable {
  readonly stored: StoreFixture;
  readonly blobs: BlobFolder;
  readonly files: TerminalFiles;
  readonly server = new FakeFiles();
  readonly waker = new Waker();
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #manifests = 0;

  private constructor(stored: StoreFixture) {
    this.stored = stored;
    this.blobs = new BlobFolder(path.join(stored.folder, 'blobs'), EXAMPLE_KEY.bytes, seededRandom(2));
    this.files = new TerminalFiles(stored.store, this.blobs, () => this.waker.wake());
  }

  static async open(): Promise<FilesFixture> {
    const fixture = new FilesFixture(await openFixture());
    await fixture.files.open();
    return fixture;
  }

  get store() {
    return this.stored.store;
  }

  /** Scans pages and attaches them as one manifest of a case. */
  async attach(pages: readonly Uint8Array[], aggregate = EXAMPLE_CASE): Promise<{ readonly manifestId: string; readonly kept: readonly KeptFile[] }> {
    const kept: KeptFile[] = [];
    for (const page of pages) kept.push(unwrap(await this.files.keep('draft', page)));
    this.#manifests += 1;
    const manifestId = `01900000-0000-7000-8000-${String(this.#manifests).padStart(12, '0')}`;
    const files = kept.map((file, i) => ({ ...file, mediaType: 'image/jpeg', name: `第${i + 1}页`, page: i + 1 }));
    unwrap(await this.files.attach({ aggregate, manifestId, files, draft: 'draft' }));
    return { manifestId, kept };
  }

  /** As if the server had applied everything; `safe` too, if it is said. */
  async applied(safe = 0): Promise<void> {
    const { seq } = await this.store.outbox();
    await this.store.acknowledge(seq, safe === 0 ? 0 : seq);
    this.waker.wake();
  }

  /** Begins to bring pages over, as a session does. */
  run(): void {
    const parts = { store: this.store, blobs: this.blobs, port: this.server, clock: this.stored.clock, random: seededRandom(4), waker: this.waker, changed: () => {} };
    this.#running = runUploads(parts, this.#stop.signal);
  }

  /** Lets everything run, with time passing in small steps, until the condition holds. */
  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    // The disk is real and takes its own time: the test's own limit is the bound.
    for (let turn = 1; !(await condition()); turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.stored.clock.advance(turn % 20 === 0 ? 20 : 0);
    }
  }

  /** What the log says of files, in order. */
  async facts(): Promise<readonly string[]> {
    const operations = await this.store.operationsAfter(0, 1_000_000);
    return operations.map(({ body }) => JSON.parse(body) as { kind: string; payload: { reason?: string } }).map(({ kind, payload }) => (payload.reason ? `${kind} ${payload.reason}` : kind));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('the test is over'));
    this.waker.wake();
    await this.#running;
    await this.stored[Symbol.asyncDispose]();
  }
}
