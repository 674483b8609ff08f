import path from 'node:path';
import { expect, it } from 'vitest';
import { workFolder } from '../kit/folders.ts';
import { compileLayer, Layer } from '../power-cut/layer.ts';
import { within } from './deadlines.ts';
import { BUSINESSES, HALL_SERVER, makeHall } from './hall-place.ts';
import { Life } from './life.ts';
import { Promises } from './promises.ts';
import { ServerBooks } from './server-books.ts';
import type { TerminalLine, TerminalOptions, TerminalOrder } from './terminal-lines.ts';

const STUCK_MS = 20_000;

it('a hall server whose disk fails under a push ends with a sentence and code 1, and after its next start everything is there once', async () => {
  using place = workFolder('failing-server');
  const hall = await makeHall(place.folder, 1);
  const layer = new Layer(compileLayer(place.folder), hall.folder, `${hall.folder}.layer`);
  const startServer = async (): Promise<Life> => {
    const ready = Promise.withResolvers<void>();
    const args = ['--data', hall.folder, '--config', hall.config, '--port', String(hall.port)];
    const life = new Life(HALL_SERVER, args, layer.begin(), (line) => line.startsWith('{"ready"') && ready.resolve());
    await within(STUCK_MS, 'the server starts', ready.promise);
    return life;
  };
  const promises = new Promises();
  const heard = new Map<string, () => void>();
  const until = (what: string): Promise<void> =>
    within(STUCK_MS, what, new Promise<void>((resolve) => {
      heard.set(what, resolve);
    }));

  const first = await startServer();
  const options: TerminalOptions = { folder: hall.kiosks[0]!.folder, life: 1, businessIds: BUSINESSES };
  const child = path.join(import.meta.dirname, 'terminal-child.ts');
  const kiosk = new Life(child, [JSON.stringify(options)], {}, (text) => {
    const line = JSON.parse(text) as TerminalLine;
    promises.hear(line);
    heard.get(line.said === 'link' ? line.state : line.said)?.();
  });
  const order = (what: TerminalOrder): void => kiosk.tell(what);
  let second: Life | undefined;
  try {
    await until('online');
    order({ do: 'take', count: 2 });
    await until('took');
    layer.control.plan({ fault: 'sync-error', after: 1 });
    order({ do: 'take', count: 2 });
    const { code, lastWords } = await within(STUCK_MS, 'the server ends', first.death);
    expect(code).toBe(1);
    expect(lastWords).toContain('写入磁盘失败，大厅服务器结束');

    second = await startServer();
    order({ do: 'settle' });
    await until('settled');
    order({ do: 'end' });
    await within(STUCK_MS, 'the kiosk ends', kiosk.death);
    second.kill('SIGTERM');
    await within(STUCK_MS, 'the server ends', second.death);
    using books = new ServerBooks(hall.folder);
    expect([...books.faults(), ...books.missing(promises), ...books.brokenWord(hall.kiosks[0]!.terminalId, promises)]).toEqual([]);
    expect(promises.tickets.size).toBe(4);
  } finally {
    for (const life of [first, second, kiosk]) life?.kill();
  }
});
