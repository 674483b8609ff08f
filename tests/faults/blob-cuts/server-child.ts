import { writeSync } from 'node:fs';
import { unwrap } from '#kernel/result.ts';
import { startHallServer } from '#hall-server/start.ts';
import { testConfig } from '#hall-server/testing/test-hall.ts';
import { CASE } from './pages.ts';

/** A hall server that somebody kills. `<folder> <port>`: one JSON line when it serves; every line on standard input asks how the case stands. */
const [folder = '', port = '0'] = process.argv.slice(2);
const tell = (fact: object): void => void writeSync(1, `${JSON.stringify(fact)}\n`);

const server = unwrap(await startHallServer({ dataFolder: folder, port: Number(port), config: testConfig({ settings: { safeRetentionMs: 0 } }) }));
const { code } = await server.createEnrolmentCode({ name: '扫描窗口', kind: 'window' });
tell({ ready: true, url: server.url, code });

process.stdin.on('data', () => void report());

async function report(): Promise<void> {
  const { state, files } = await server.services.files.filesOf(CASE);
  let whole = 0;
  for (const { blobId } of files) if ((await server.services.files.read(blobId)).kind === 'bytes') whole += 1;
  tell({ state, pages: files.length, whole });
}
