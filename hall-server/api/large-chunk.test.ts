import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { startTestServer } from '../testing/test-server.ts';

it('a file may come in one chunk larger than any JSON body may be', async () => {
  const test = await startTestServer();
  try {
    const { token } = await test.enrol();
    const content = Buffer.alloc(5 * 1024 * 1024, 7);
    const blobId = createHash('sha256').update(content).digest('hex');
    const common = { 'tus-resumable': '1.0.0', authorization: `Bearer ${token}` };
    const metadata = `blobId ${Buffer.from(blobId).toString('base64')}`;
    const created = await fetch(`${test.server.url}/files`, { method: 'POST', headers: { ...common, 'upload-length': String(content.length), 'upload-metadata': metadata } });
    expect(created.status).toBe(201);
    const patch = await fetch(`${test.server.url}/files/${blobId}`, {
      method: 'PATCH', headers: { ...common, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }, body: content,
    });
    expect([patch.status, patch.headers.get('upload-offset')]).toEqual([204, String(content.length)]);
  } finally {
    await test.close();
  }
});
