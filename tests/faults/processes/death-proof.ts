import path from 'node:path';
import { replayCommand, type ProofOptions, type ProofResult } from '#tests/prove/proof.ts';
import { workFolder } from '../kit/folders.ts';
import type { Ending } from './mortal.ts';
import { round, type RoundResult } from './round.ts';

/** Deaths of one hall before its books are compared; a replay repeats a whole round. */
const ROUND = 25;
const DEATHS = 1_000;

/** As a proof, with a compile cache of its own. */
export async function proveDeaths(name: string, ending: Ending, options: ProofOptions): Promise<ProofResult> {
  using cache = workFolder('compiled');
  return dieAgainAndAgain(name, ending, { ...options, cache: path.join(cache.folder, 'node') });
}

/** Real processes, terminal and hall server alternately, killed or cut off again and again; rounds have the seeds S, S + 1, … */
export async function dieAgainAndAgain(name: string, ending: Ending, { count = DEATHS, seed = 1, say, cache }: ProofOptions & { readonly cache: string }): Promise<ProofResult> {
  const begun = performance.now();
  const total: { -readonly [Key in Exclude<keyof RoundResult, 'failures'>]: number } = { kioskDeaths: 0, serverDeaths: 0, tickets: 0, bound: 0, applied: 0, shadowsRenewed: 0 };
  const failures: string[] = [];
  for (let done = 0, i = 0; done < count; i += 1) {
    const deaths = Math.min(ROUND, count - done);
    // oxlint-disable-next-line no-await-in-loop -- rounds share two processors
    const result = await round({ ending, deaths, seed: seed + i, cache });
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += result[key];
    if (result.failures.length > 0) failures.push([`round of seed ${seed + i}:`, ...result.failures.map((one) => `  ${one}`), replayCommand(name, seed + i, deaths)].join('\n'));
    done += deaths;
    say(`${done} of ${count} deaths, ${total.tickets} tickets, ${failures.length} rounds with failures, ${seconds(begun)} s`);
  }
  return {
    ok: failures.length === 0,
    figures: [
      { name: 'deaths of terminals', value: String(total.kioskDeaths) },
      { name: 'deaths of the hall server', value: String(total.serverDeaths) },
      { name: 'tickets promised to people and found', value: String(total.tickets) },
      { name: 'numbers bound by the server and found', value: String(total.bound) },
      { name: 'operations applied, once each', value: String(total.applied) },
      ...(ending === 'power-cut' ? [{ name: 'shadow logs torn by a cut and begun anew, nothing missing', value: String(total.shadowsRenewed) }] : []),
      { name: 'duration', value: `${seconds(begun)} s` },
    ],
    failures,
  };
}

function seconds(begun: number): string {
  return ((performance.now() - begun) / 1_000).toFixed(0);
}
