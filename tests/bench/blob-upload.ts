import { MOST_CHUNK_BYTES } from '#offline-cache/blobs/limits.ts';
import { runCuts } from '#tests/faults/blob-cuts/cuts.ts';
import type { BenchRow } from './row.ts';

const PAGES = 50;
const BYTES = 15_000_000;
const CUTS = 100;

/**
 * 50 pages brought over TLS, counted on the wire of the uploads (handshakes, headers, questions, what was lost and sent
 * again), on a whole line and on one that is cut 100 times at random bytes.
 */
export async function benchBlobUpload(cuts = CUTS): Promise<BenchRow[]> {
  const whole = await timed(0);
  const cut = await timed(cuts);
  const faults = [...whole.faults, ...cut.faults];
  if (faults.length > 0) throw new Error(faults.join('; '));
  const perCut = Math.max(0, cut.wire - whole.wire) / Math.max(1, cut.cuts);
  const overhead = (whole.wire / BYTES - 1) * 100;
  return [
    { name: `${PAGES} pages, 15 MB, whole line: sent beyond the content`, figure: round(overhead), unit: '%', goal: '≤ 2', met: overhead <= 2 },
    { name: `the same, cut ${cut.cuts} times: all bytes sent against the content`, figure: cut.wire, unit: 'bytes', baseline: BYTES, ratio: round(cut.wire / BYTES), goal: '≤ 2 % + a chunk per cut', met: cut.wire <= cut.allowed },
    { name: '  lost and sent again per cut, with the new TLS handshake and the question where to go on', figure: Math.round(perCut), unit: 'bytes', goal: `≤ ${MOST_CHUNK_BYTES}`, met: perCut <= MOST_CHUNK_BYTES },
    { name: '  rate on the whole line: read sealed, checked, TLS, checked, synced per chunk', figure: round(BYTES / 1e6 / (whole.ms / 1_000)), unit: 'MB/s' },
  ];
}

async function timed(cuts: number) {
  return runCuts({ pages: PAGES, bytes: BYTES, cuts, seed: 1 });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
