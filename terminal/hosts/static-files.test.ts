import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { sendFile } from './static-files.ts';

let server: Server | undefined;
afterEach(() => server?.close());

it('a page that was taken away while it was asked for costs that answer only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  const file = join(folder, 'board.html');
  server = createServer((_request, response) => {
    writeFileSync(file, 'whole');
    // The file is gone once its size is known and before it is opened.
    const original = response.writeHead.bind(response);
    response.writeHead = ((...args: Parameters<typeof original>) => {
      rmSync(file, { force: true });
      return original(...args);
    }) as typeof response.writeHead;
    void sendFile(response, folder, '/board.html', {});
  });
  await new Promise<void>((resolve) => {
    server!.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/`).then((response) => response.text()).catch(() => 'cut off');
  expect(answer).toBe('cut off');
});
