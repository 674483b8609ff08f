import { replayCommand, type ProofOptions, type ProofResult } from '#tests/prove/proof.ts';
import { dieOfSyncError, playHall, playTerminal } from './plays.ts';
import type { SceneResult } from './scene.ts';

/** Power cuts at random moments of each scene. */
const CUTS = 200;
/** More than any scene has places for a fault: each ends when all were met. */
const ALL = 1_000;

/** Every write and every fsync of the scenes fails in turn; `count` power cuts per scene, drawn from the seed. */
export async function proveDisks({ count = CUTS, seed = 1, say }: ProofOptions): Promise<ProofResult> {
  const figures: { name: string; value: string }[] = [];
  const failures: string[] = [];
  const take = (name: string, { hits, told, acknowledged, failures: found }: SceneResult): void => {
    figures.push({ name, value: `${hits} faults, ${told} told to the caller, ${acknowledged} promises kept, ${count} power cuts` });
    failures.push(...found.map((one) => `${name}: ${one}`));
    say(`${name}: ${hits} faults, ${found.length} failures`);
  };
  take('terminal, disk full at each write', await playTerminal('terminal-disk-full', ALL, count, seed));
  take('terminal, disk full in the rush', await playTerminal('terminal-disk-full-in-the-rush', 100, count, seed));
  take('terminal, disk full at each write of a start', await playTerminal('terminal-disk-full-at-start', ALL, count, seed));
  take('terminal, each fsync fails', await playTerminal('terminal-sync-error', ALL, count, seed));
  take('hall server, disk full at each write', await playHall('hall-disk-full', ALL, count, seed));
  take('hall server, each fsync fails', await playHall('hall-sync-error', ALL, count, seed));
  for (const [who, fsyncs] of [['terminal', 6], ['hall', 4]] as const) {
    for (let after = 1; after <= fsyncs; after += 1) {
      // oxlint-disable-next-line no-await-in-loop -- lives follow one another
      const broken = await dieOfSyncError(who, after);
      failures.push(...broken.map((one) => `${who} killed at failing fsync ${after}, the next life, power cut: ${one}`));
    }
  }
  return { ok: failures.length === 0, figures, failures: failures.map((one) => `${one}\n${replayCommand('failing-disks', seed, count)}`) };
}
