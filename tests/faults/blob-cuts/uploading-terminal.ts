import path from 'node:path';
import { secureRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { realClock } from '#kernel/real-clock.ts';
import { BlobFolder } from '#offline-cache/blobs/blob-folder.ts';
import { collectFiles } from '#offline-cache/blobs/collect-files.ts';
import type { FilesPort } from '#offline-cache/blobs/files-port.ts';
import { TerminalFiles } from '#offline-cache/blobs/terminal-files.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import { createCaller } from '#offline-cache/sync/caller.ts';
import { createSyncClient, type SyncClient } from '#offline-cache/sync/sync-client.ts';
import { enrol } from '#offline-cache/transport/enrol.ts';
import { connectHall, type HallTransport } from '#offline-cache/transport/hall-client.ts';
import { CASE, manifestOf, MANIFEST } from './pages.ts';

const KEY = { bytes: new Uint8Array(32).fill(7), algorithm: 'aegis', strength: 'weak' } as const;

/** Told of what the server acknowledges, while it happens. */
export interface UploadWatcher {
  readonly known?: (blobId: string, offset: number | null) => void;
  readonly acknowledged?: (blobId: string, offset: number) => Promise<void> | void;
}

export interface TerminalPlace {
  readonly folder: string;
  readonly serverUrl: string;
  /** Where uploads go, when not straight to the server. */
  readonly filesUrl?: string;
  /** At the first start. */
  readonly code?: string;
  readonly watch?: UploadWatcher;
}

/** A real terminal as far as files go: store in its thread, blob folder, sync client, transport over TLS. */
export class UploadingTerminal {
  readonly store: TerminalStore;
  readonly blobs: BlobFolder;
  readonly files: TerminalFiles;
  readonly client: SyncClient;
  readonly #transports: readonly HallTransport[];
  readonly #port: FilesPort;

  private constructor(store: TerminalStore, blobs: BlobFolder, client: SyncClient, port: FilesPort, transports: readonly HallTransport[]) {
    this.store = store;
    this.blobs = blobs;
    this.client = client;
    this.#port = port;
    this.#transports = transports;
    this.files = new TerminalFiles(store, blobs, () => client.poke());
  }

  static async open({ folder, serverUrl, filesUrl = serverUrl, code, watch = {} }: TerminalPlace): Promise<UploadingTerminal> {
    const bootId = readBootId();
    const store = unwrap(await openTerminalStore({ folder, key: KEY, clock: machineClock, bootId }));
    if (code !== undefined && !(await store.enrolment())) {
      const { enrolment, serverMs } = unwrap(await enrol({ serverUrl, code, terminalName: '扫描窗口', kind: 'window', clock: realClock }));
      await store.saveEnrolment(enrolment);
      await store.noteServer(serverMs, null, 'untrusted');
    }
    const enrolment = { ...(await store.enrolment())!, serverUrl };
    const straight = connectHall(enrolment);
    const cut = connectHall({ ...enrolment, serverUrl: filesUrl });
    const port = watched(cut.files, watch);
    const blobs = new BlobFolder(path.join(folder, 'blobs'), KEY.bytes, secureRandom);
    const client = createSyncClient({
      store, hall: straight.client, clock: machineClock, bootId, random: secureRandom, probe: straight.probe, files: { blobs, port },
    });
    const terminal = new UploadingTerminal(store, blobs, client, port, [straight, cut]);
    await terminal.files.open();
    return terminal;
  }

  /** Scans and attaches; everything is on the disk when it resolves. */
  async attach(pages: readonly Buffer[]): Promise<void> {
    for (const page of pages) unwrap(await this.files.keep('draft', page));
    unwrap(await this.files.attach({ aggregate: CASE, manifestId: MANIFEST, files: manifestOf(pages), draft: 'draft' }));
  }

  /** Resolves when the server has every page. */
  async allSent(): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = (): void => void this.store.filesWaiting().then(({ pages }) => pages === 0 && resolve());
      this.client.onChange(look);
      look();
    });
  }

  /** As the service does from time to time. */
  collect(): Promise<number> {
    return collectFiles({ store: this.store, blobs: this.blobs, port: this.#port, caller: createCaller(machineClock, new AbortController().signal) });
  }

  async close(): Promise<void> {
    await this.client.stop();
    for (const transport of this.#transports) await transport.close();
    await this.store.close();
  }
}

function watched(port: FilesPort, { known, acknowledged }: UploadWatcher): FilesPort {
  return {
    quiet: () => port.quiet(),
    async offset(blobId, signal) {
      const offset = await port.offset(blobId, signal);
      known?.(blobId, offset);
      return offset;
    },
    begin: (blobId, bytes, signal) => port.begin(blobId, bytes, signal),
    async append(blobId, offset, chunk, signal) {
      const answer = await port.append(blobId, offset, chunk, signal);
      if (answer.kind === 'at') await acknowledged?.(blobId, answer.offset);
      return answer;
    },
  };
}
