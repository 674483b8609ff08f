import { hash } from 'node:crypto';
import { request, type Agent, type Dispatcher } from 'undici';
import { BLOB_ID_KEY, CHECKSUM_MISMATCH, FILES_PATH, PATCH_MEDIA_TYPE, TUS_VERSION } from '#contracts/blobs/tus.ts';
import type { CallGate } from '../blobs/call-gate.ts';
import { UploadRefused, type AppendOutcome, type FilesPort } from '../blobs/files-port.ts';
import { ProtocolFault } from '../sync/link-fault.ts';

type Answer = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'>;

/** /files over the pinned agent: tus 1.0.0 where the address of an upload is the content's own name. */
export function createFilesClient(address: URL, agent: Agent, token: string, gate: CallGate): FilesPort {
  const common = { 'tus-resumable': TUS_VERSION, authorization: `Bearer ${token}` };
  const ask = async (method: Dispatcher.HttpMethod, where: string, headers: Record<string, string>, signal: AbortSignal, body?: Uint8Array): Promise<Answer> => {
    const { statusCode, headers: told, body: answer } = await request(new URL(where, address), {
      method, dispatcher: agent, signal, headers: { ...common, ...headers }, body: body ?? null,
    });
    await answer.dump();
    return { statusCode, headers: told };
  };
  return {
    quiet: () => gate.quiet(),
    async offset(blobId, signal) {
      const answer = await ask('HEAD', `${FILES_PATH}/${blobId}`, {}, signal);
      // 410: an upload that expired.
      if (answer.statusCode === 404 || answer.statusCode === 410) return null;
      return offsetIn(answer, 200, 'HEAD');
    },
    async begin(blobId, bytes, signal) {
      const metadata = `${BLOB_ID_KEY} ${Buffer.from(blobId, 'latin1').toString('base64')}`;
      return offsetIn(await ask('POST', FILES_PATH, { 'upload-length': String(bytes), 'upload-metadata': metadata }, signal), 201, 'POST');
    },
    async append(blobId, offset, chunk, signal): Promise<AppendOutcome> {
      const checksum = `sha256 ${hash('sha256', chunk, 'base64')}`;
      const headers = { 'content-type': PATCH_MEDIA_TYPE, 'upload-offset': String(offset), 'upload-checksum': checksum };
      const answer = await ask('PATCH', `${FILES_PATH}/${blobId}`, headers, signal, chunk);
      if (answer.statusCode === 404 || answer.statusCode === 410) return { kind: 'gone' };
      // 423: a server that locks. Ours does not, and another one's lock ends.
      if (answer.statusCode === 409 || answer.statusCode === 423) return { kind: 'moved' };
      if (answer.statusCode === CHECKSUM_MISMATCH) return { kind: 'corrupt' };
      return { kind: 'at', offset: offsetIn(answer, 204, 'PATCH') };
    },
  };
}

function offsetIn({ statusCode, headers }: Answer, wanted: number, what: string): number {
  if (statusCode !== wanted) throw new UploadRefused(statusCode, what);
  const offset = headers['upload-offset'];
  if (typeof offset !== 'string' || !/^\d{1,15}$/.test(offset)) throw new ProtocolFault(`${what}: no Upload-Offset`);
  return Number(offset);
}
