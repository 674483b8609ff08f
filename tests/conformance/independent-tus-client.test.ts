import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Upload } from 'tus-js-client';
import { startTestServer, type TestServer } from '#hall-server/testing/test-server.ts';

let hall: TestServer;
let token: string;

beforeEach(async () => {
  hall = await startTestServer();
  ({ token } = await hall.enrol('window'));
});

afterEach(() => hall.close());

const CONTENT = randomBytes(700_000);
const ID = createHash('sha256').update(CONTENT).digest('hex');

interface Client {
  readonly upload: Upload;
  readonly ended: Promise<void>;
}

/** An upload by a client we did not write, which knows nothing but the protocol. */
function clientFor(change: Partial<ConstructorParameters<typeof Upload>[1]> = {}): Client {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const upload = new Upload(CONTENT, {
    endpoint: `${hall.server.url}/files`,
    headers: { authorization: `Bearer ${token}` },
    metadata: { blobId: ID },
    chunkSize: 100_000,
    retryDelays: [0, 0, 0],
    onSuccess: () => resolve(),
    onError: reject,
    ...change,
  });
  return { upload, ended: promise };
}

async function arrived(): Promise<boolean> {
  const read = await hall.server.services.files.read(ID);
  return read.kind === 'bytes' && CONTENT.equals(read.bytes);
}

it('an independent client uploads a file', async () => {
  const { upload, ended } = clientFor();
  upload.start();
  await ended;
  expect(await arrived()).toBe(true);
});

it('an independent client goes on after it was broken off, from what the server says', async () => {
  const broken = Promise.withResolvers<void>();
  const first = clientFor({ onChunkComplete: (_size, accepted) => accepted >= 300_000 && broken.resolve() });
  first.upload.start();
  await broken.promise;
  await first.upload.abort();
  const { upload, ended } = clientFor({ uploadUrl: first.upload.url! });
  upload.start();
  await ended;
  expect(await arrived()).toBe(true);
});

it('an independent client that offers content the server has already is soon done', async () => {
  const first = clientFor();
  first.upload.start();
  await first.ended;
  const again = clientFor({ uploadUrl: first.upload.url! });
  again.upload.start();
  await again.ended;
  expect(await arrived()).toBe(true);
});

it('an independent client gives its upload up', async () => {
  const begun = Promise.withResolvers<void>();
  const { upload } = clientFor({ onChunkComplete: () => begun.resolve() });
  upload.start();
  await begun.promise;
  await upload.abort(true);
  const head = await fetch(`${hall.server.url}/files/${ID}`, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0', authorization: `Bearer ${token}` } });
  expect(head.status).toBe(404);
});
