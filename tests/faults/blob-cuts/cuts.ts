import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { startHallServer, type RunningHallServer } from '#hall-server/start.ts';
import { testConfig } from '#hall-server/testing/test-hall.ts';
import { MOST_CHUNK_BYTES } from '#offline-cache/blobs/limits.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { CASE, manifestOf, pagesOf } from './pages.ts';
import { UploadingTerminal } from './uploading-terminal.ts';

export interface CutsWanted {
  readonly pages: number;
  readonly bytes: number;
  readonly cuts: number;
  readonly seed: number;
}

export interface CutsOutcome {
  readonly content: number;
  /** Everything the terminal sent on the line of the uploads: TLS, headers, what was lost and sent again. */
  readonly wire: number;
  /** What may be sent: content + 2 % + one chunk per cut. */
  readonly allowed: number;
  readonly cuts: number;
  /** From the first page to the last. */
  readonly ms: number;
  /** How often the case was looked at while pages were under way. */
  readonly looks: number;
  readonly faults: readonly string[];
}

/** One upload of a whole case through a line that is cut again and again at random bytes. */
export async function runCuts({ pages, bytes, cuts, seed }: CutsWanted): Promise<CutsOutcome> {
  const root = mkdtempSync(path.join(tmpdir(), 'yichuang-cuts-'));
  const server = unwrap(await startHallServer({ dataFolder: path.join(root, 'hall'), port: 0, config: testConfig({ settings: { safeRetentionMs: 0 } }) }));
  const proxy = await CuttingProxy.start(Number(new URL(server.url).port));
  const content = pagesOf(seed, pages, bytes);
  const faults: string[] = [];
  let looks = 0;
  const look = async (): Promise<void> => {
    looks += 1;
    if ((await server.services.files.filesOf(CASE)).state === 'complete') faults.push(...(await unlike(server, content)).map((fault) => `complete, and ${fault}`));
  };
  try {
    const { code } = await server.createEnrolmentCode({ name: '扫描窗口', kind: 'window' });
    const terminal = await UploadingTerminal.open({
      folder: path.join(root, 'terminal'), serverUrl: server.url, filesUrl: `https://127.0.0.1:${proxy.port}`, code, watch: { acknowledged: look },
    });
    try {
      await terminal.attach(content);
      const random = seededRandom(seed + 1);
      proxy.cutAt(Array.from({ length: cuts }, () => Math.floor(random.next() * bytes)).toSorted((a, b) => a - b));
      const begun = performance.now();
      await terminal.client.start();
      await terminal.allSent();
      const wire = proxy.sent;
      const ms = performance.now() - begun;
      const done = proxy.cuts;
      if (done < cuts) faults.push(`only ${done} of ${cuts} cuts were made`);
      await look();
      const { state } = await server.services.files.filesOf(CASE);
      if (state !== 'complete') faults.push(`all pages were sent, and the case is “${state}”`);
      faults.push(...(await unlike(server, content)));
      faults.push(...(await orphans(root, terminal, server, content)));
      const allowed = Math.floor(bytes * 1.02) + done * MOST_CHUNK_BYTES;
      if (wire > allowed) faults.push(`${wire} bytes were sent for ${bytes}; ${allowed} are allowed after ${done} cuts`);
      return { content: bytes, wire, allowed, cuts: done, ms, looks, faults };
    } finally {
      await terminal.close();
    }
  } finally {
    await proxy.close();
    await server.close();
    rmSync(root, { recursive: true, force: true });
  }
}

/** Pages that are not at the server as they were scanned. */
async function unlike(server: RunningHallServer, content: readonly Buffer[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [i, { blobId }] of manifestOf(content).entries()) {
    const read = await server.services.files.read(blobId);
    if (read.kind !== 'bytes' || !content[i]!.equals(read.bytes)) found.push(`page ${i + 1} is not there as it was scanned`);
  }
  return found;
}

/** What is left where nothing should be, after both ends collected. */
async function orphans(root: string, terminal: UploadingTerminal, server: RunningHallServer, content: readonly Buffer[]): Promise<readonly string[]> {
  const found: string[] = [];
  // A page goes from the terminal once a fact is safe that was written after the page had arrived.
  await terminal.store.requestHelp('window');
  terminal.client.poke();
  while ((await terminal.store.outbox()).safe < (await terminal.store.outbox()).seq) await new Promise((resolve) => setImmediate(resolve));
  while ((await terminal.collect()) > 0);
  const here = readdirSync(path.join(root, 'terminal', 'blobs')).filter((name) => name !== 'strays');
  if (here.length > 0) found.push(`${here.length} files are left at the terminal`);
  await server.services.files.collect(0);
  const { blobs } = server.services.context;
  const begun = await blobs.uploads();
  if (begun.length > 0) found.push(`${begun.length} begun uploads are left at the server`);
  const names: string[] = [];
  for await (const some of blobs.list()) names.push(...some);
  const wanted = new Set(manifestOf(content).map(({ blobId }) => blobId));
  if (names.length !== wanted.size || names.some((name) => !wanted.has(name))) found.push(`${names.length} blobs lie at the server, ${wanted.size} are wanted`);
  return found;
}
