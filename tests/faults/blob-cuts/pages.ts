import { createCipheriv, hash } from 'node:crypto';
import { seededRandom } from '#kernel/random.ts';
import type { ManifestFile } from '#contracts/blobs/manifest.ts';

export const CASE = 'case:01900000-0000-7000-8000-0000000000c1';
export const MANIFEST = '01900000-0000-7000-8000-0000000000d1';

/** Pages nothing can compress, together `bytes`, each between half and one and a half of the mean; the same for the same seed. */
export function pagesOf(seed: number, count: number, bytes: number): readonly Buffer[] {
  const random = seededRandom(seed);
  const stream = createCipheriv('aes-128-ctr', random.bytes(16), Buffer.alloc(16));
  const mean = bytes / count;
  let left = bytes;
  return Array.from({ length: count }, (_, i) => {
    const length = i === count - 1 ? left : Math.round(mean * (0.5 + random.next()));
    left -= length;
    return stream.update(Buffer.alloc(Math.max(1, length)));
  });
}

export function manifestOf(pages: readonly Buffer[]): readonly ManifestFile[] {
  return pages.map((content, i) => ({ blobId: hash('sha256', content, 'hex'), bytes: content.length, mediaType: 'image/jpeg', name: `第${i + 1}页`, page: i + 1 }));
}
