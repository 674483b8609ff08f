import type { ProofOptions, ProofResult } from '#tests/prove/proof.ts';
import { runCuts } from './cuts.ts';
import { runFlips } from './flips.ts';
import { runKills } from './kills.ts';

/** 50 pages, 15 MB, 100 cuts; fewer cuts take pages and bytes along. */
const LONG_CUTS = 100;
const BYTES_PER_CUT = 150_000;

/** The seed chooses pages, cuts and kills; the count is the cuts, and a tenth of it kills. */
export async function proveBlobCuts({ count = LONG_CUTS, seed = 1, say }: ProofOptions): Promise<ProofResult> {
  const pages = Math.max(2, Math.ceil(count / 2));
  const bytes = Math.max(2, count) * BYTES_PER_CUT;
  const cuts = await runCuts({ pages, bytes, cuts: count, seed });
  say(`${cuts.cuts} cuts: ${cuts.wire} bytes sent for ${cuts.content}`);
  const kills = await runKills({ pages, bytes, kills: Math.max(2, Math.ceil(count / 10)), seed });
  say(`${kills.kills} kills: ${kills.resumed} uploads gone on with`);
  const failures = [...cuts.faults, ...kills.faults].map((fault) => `${fault}\n${again('blob-cuts', seed, count)}`);
  const beyond = cuts.wire - cuts.content;
  return {
    ok: failures.length === 0,
    figures: [
      { name: 'pages, bytes, cuts', value: `${pages}, ${cuts.content}, ${cuts.cuts}` },
      { name: 'sent beyond the content, everything included (TLS, headers, lost chunks)', value: `${beyond} bytes, of ${cuts.allowed - cuts.content} allowed (2 % + one chunk per cut)` },
      { name: 'sent beyond the content per cut', value: `${Math.round(beyond / Math.max(1, cuts.cuts))} bytes` },
      { name: 'looks at the case while pages were under way, complete with a page missing', value: `${cuts.looks}, 0` },
      { name: 'kill -9 of terminal and server; uploads gone on with from what was acknowledged', value: `${kills.kills}; ${kills.resumed}` },
    ],
    failures,
  };
}

/** The count is the flips, at terminal and server in turn. */
export async function proveBlobFlips({ count = 1_000, seed = 1, say }: ProofOptions): Promise<ProofResult> {
  const { flips, faults } = await runFlips(count, seed);
  say(`${flips} flips`);
  return {
    ok: faults.length === 0,
    figures: [{ name: 'single bits flipped in stored files, found before use', value: `${flips}, ${flips - faults.length}` }],
    failures: faults.map((fault) => `${fault}\n${again('blob-flips', seed, count)}`),
  };
}

/** One case needs all its cuts: fewer would be another case. */
function again(name: string, seed: number, count: number): string {
  return `npm run prove -- ${name} --seed ${seed} --count ${count}`;
}
