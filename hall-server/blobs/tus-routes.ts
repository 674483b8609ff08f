import { ORPCError } from '@orpc/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MAX_BLOB_BYTES, blobId as blobIdSchema } from '#contracts/blobs/manifest.ts';
import {
  BLOB_ID_KEY, CHECKSUM_MISMATCH, FILES_PATH, parseUploadMetadata, PATCH_MEDIA_TYPE, TUS_CHECKSUMS, TUS_EXTENSIONS, TUS_VERSION, type TusChecksum,
} from '#contracts/blobs/tus.ts';
import type { ReportFault } from '../api/clear-errors.ts';
import { terminalOf } from '../api/terminal-access.ts';
import type { HallServices } from '../hall-services.ts';
import type { ContentCheck } from './blob-store.ts';
import { eagerBody } from './eager-body.ts';
import type { AppendAnswer, HallFiles, UploadState } from './hall-files.ts';

interface Asked {
  readonly files: HallFiles;
  readonly terminalId: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** /files: tus 1.0.0 with the terminal's bearer token. What is not said here is said by the protocol. */
export function attachTusRoutes(app: FastifyInstance, services: HallServices, report: ReportFault): void {
  const handle = (run: (asked: Asked) => Promise<FastifyReply>) => async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    reply.header('Tus-Resumable', TUS_VERSION);
    try {
      if (request.headers['tus-resumable'] !== TUS_VERSION) return await refuse(reply.header('Tus-Version', TUS_VERSION), 412, `Tus-Resumable: ${TUS_VERSION}`);
      const reqHeaders = new Headers({ authorization: request.headers.authorization ?? '' });
      const { id } = await terminalOf(services.context.writer.store, { reqHeaders });
      return await run({ files: services.files, terminalId: id, request, reply });
    } catch (error) {
      return failed(reply, error, report);
    }
  };
  const byMethod: Readonly<Record<string, (asked: Asked) => Promise<FastifyReply>>> = { HEAD: tellState, PATCH: append, DELETE: drop };
  app.options(FILES_PATH, (_request, reply) => capabilities(reply));
  app.options(`${FILES_PATH}/:blobId`, (_request, reply) => capabilities(reply));
  app.post(FILES_PATH, handle(create));
  app.head(`${FILES_PATH}/:blobId`, handle(tellState));
  app.patch(`${FILES_PATH}/:blobId`, handle(append));
  app.delete(`${FILES_PATH}/:blobId`, handle(drop));
  // For clients that can only GET and POST.
  app.post(`${FILES_PATH}/:blobId`, handle((asked) => (byMethod[String(asked.request.headers['x-http-method-override'])] ?? notAllowed)(asked)));
}

function capabilities(reply: FastifyReply): FastifyReply {
  return reply.status(204).headers({
    'Tus-Resumable': TUS_VERSION,
    'Tus-Version': TUS_VERSION,
    'Tus-Extension': TUS_EXTENSIONS,
    'Tus-Max-Size': String(MAX_BLOB_BYTES),
    'Tus-Checksum-Algorithm': TUS_CHECKSUMS.join(','),
  }).send();
}

async function create({ files, terminalId, request, reply }: Asked): Promise<FastifyReply> {
  const bytes = wholeNumber(request.headers['upload-length']);
  if (bytes === null || bytes === 0) return refuse(reply, 400, 'Upload-Length');
  if (bytes > MAX_BLOB_BYTES) return refuse(reply, 413, `Upload-Length > ${MAX_BLOB_BYTES}`);
  const metadata = parseUploadMetadata(String(request.headers['upload-metadata'] ?? ''));
  const blobId = blobIdSchema.safeParse(Buffer.from(metadata?.get(BLOB_ID_KEY) ?? '', 'base64').toString('latin1'));
  if (!blobId.success) return refuse(reply, 400, `Upload-Metadata: ${BLOB_ID_KEY}`);
  const state = await files.create(terminalId, blobId.data, bytes);
  return reply.status(201).header('Location', `${FILES_PATH}/${blobId.data}`).headers(progress(state)).send();
}

async function tellState({ files, terminalId, request, reply }: Asked): Promise<FastifyReply> {
  const blobId = blobIdOf(request);
  const state = blobId === null ? null : await files.state(terminalId, blobId);
  reply.header('Cache-Control', 'no-store');
  if (!state) return reply.status(404).send();
  return reply.status(200).headers({ ...progress(state), 'Upload-Length': String(state.bytes) }).send();
}

async function append({ files, terminalId, request, reply }: Asked): Promise<FastifyReply> {
  if (request.headers['content-type'] !== PATCH_MEDIA_TYPE) return refuse(reply, 415, `Content-Type: ${PATCH_MEDIA_TYPE}`);
  const blobId = blobIdOf(request);
  const offset = wholeNumber(request.headers['upload-offset']);
  if (blobId === null) return refuse(reply, 404, request.url);
  if (offset === null) return refuse(reply, 400, 'Upload-Offset');
  const check = checkOf(request.headers['upload-checksum']);
  if (check === null) return refuse(reply, 400, 'Upload-Checksum');
  const { content, letGo } = eagerBody(request.raw);
  try {
    return await answerAppend(reply, await files.append(terminalId, blobId, offset, { content, hangUp: () => void request.raw.destroy() }, check));
  } finally {
    letGo();
  }
}

async function answerAppend(reply: FastifyReply, answer: AppendAnswer): Promise<FastifyReply> {
  if (answer.kind === 'unknown') return refuse(reply, 404, 'no such upload');
  if (answer.kind === 'mismatch') return refuse(reply, CHECKSUM_MISMATCH, 'the content is not what its name says');
  reply.headers(progress(answer));
  switch (answer.kind) {
    case 'taken':
    case 'complete':
      return reply.status(204).send();
    case 'moved':
      return refuse(reply, 409, 'Upload-Offset');
    case 'corrupt':
      return refuse(reply, CHECKSUM_MISMATCH, 'Upload-Checksum');
    case 'too-long':
      return refuse(reply, 413, 'more than Upload-Length');
    // Nobody is left to read this.
    case 'broken':
      return refuse(reply, 400, 'the body broke off');
  }
}

async function drop({ files, terminalId, request, reply }: Asked): Promise<FastifyReply> {
  const blobId = blobIdOf(request);
  const dropped = blobId !== null && (await files.drop(terminalId, blobId));
  return dropped ? reply.status(204).send() : refuse(reply, 404, request.url);
}

function notAllowed({ reply }: Asked): Promise<FastifyReply> {
  return refuse(reply, 405, 'X-HTTP-Method-Override');
}

function progress({ offset, staysUntilMs }: Pick<UploadState, 'offset' | 'staysUntilMs'>): Record<string, string> {
  return { 'Upload-Offset': String(offset), ...(staysUntilMs === null ? {} : { 'Upload-Expires': new Date(staysUntilMs).toUTCString() }) };
}

async function refuse(reply: FastifyReply, status: number, what: string): Promise<FastifyReply> {
  return reply.status(status).send({ code: 'UPLOAD_REFUSED', message: `文件上传请求不能处理 · ${what}` });
}

async function failed(reply: FastifyReply, error: unknown, report: ReportFault): Promise<FastifyReply> {
  if (error instanceof ORPCError) return reply.status(error.status).send({ code: String(error.code), message: error.message });
  const { code, message } = error as NodeJS.ErrnoException;
  report('files', code ?? message);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return reply.status(full ? 507 : 500).send({ code: 'UPLOAD_FAILED', message: full ? '大厅服务器磁盘已满 · the server has no room' : '大厅服务器不能保存文件 · the server cannot store files' });
}

function blobIdOf(request: FastifyRequest): string | null {
  const parsed = blobIdSchema.safeParse((request.params as { readonly blobId?: unknown }).blobId);
  return parsed.success ? parsed.data : null;
}

function wholeNumber(header: string | string[] | undefined): number | null {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : null;
}

/** `sha256 <base64>`. Undefined: none was sent. Null: it cannot be understood. */
function checkOf(header: string | string[] | undefined): ContentCheck | undefined | null {
  if (header === undefined) return undefined;
  const [algorithm, digest = ''] = String(header).split(' ');
  if (!TUS_CHECKSUMS.includes(algorithm as TusChecksum)) return null;
  const bytes = Buffer.from(digest, 'base64');
  return bytes.length === (algorithm === 'sha1' ? 20 : 32) ? { algorithm: algorithm as TusChecksum, digest: bytes } : null;
}
