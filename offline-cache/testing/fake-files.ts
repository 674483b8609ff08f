import { UploadRefused, type AppendOutcome, type FilesPort } from '../blobs/files-port.ts';

/** A hall server's /files in memory. */
export class FakeFiles implements FilesPort {
  readonly uploads = new Map<string, { bytes: number; content: Buffer }>();
  readonly asked: string[] = [];
  /** Answers the next chunks instead of taking them, one each. */
  readonly nextAnswers: (AppendOutcome | 'broken' | 'unheard')[] = [];
  /** Uploads it does not take. */
  readonly refused = new Set<string>();
  /** Set while something urgent is under way. */
  busy: Promise<void> | null = null;

  async quiet(): Promise<void> {
    if (this.busy) await this.busy;
  }

  async offset(blobId: string): Promise<number | null> {
    this.asked.push(`HEAD ${blobId.slice(0, 4)}`);
    return this.uploads.get(blobId)?.content.length ?? null;
  }

  async begin(blobId: string, bytes: number): Promise<number> {
    this.asked.push(`POST ${blobId.slice(0, 4)}`);
    if (this.refused.has(blobId)) throw new UploadRefused(413, 'POST');
    this.uploads.set(blobId, { bytes, content: Buffer.alloc(0) });
    return 0;
  }

  async append(blobId: string, offset: number, chunk: Uint8Array): Promise<AppendOutcome> {
    this.asked.push(`PATCH ${blobId.slice(0, 4)} ${offset}`);
    const answer = this.nextAnswers.shift();
    if (answer === 'broken') throw new Error('other side closed');
    if (answer && answer !== 'unheard') {
      if (answer.kind === 'gone') this.uploads.delete(blobId);
      return answer;
    }
    const upload = this.uploads.get(blobId);
    if (!upload) return { kind: 'gone' };
    if (upload.content.length !== offset) return { kind: 'moved' };
    upload.content = Buffer.concat([upload.content, chunk]);
    if (answer === 'unheard') throw new Error('the answer was lost');
    return { kind: 'at', offset: upload.content.length };
  }
}
