import { play, playLives, type Play } from './play.ts';
import type { SceneResult } from './scene.ts';
import { brokenHallPromises, openHallAt, prepareHall, type HallPromise } from './hall-scenes.ts';
import { brokenPromises, openTerminal, prepareTerminal, type TerminalPromise } from './terminal-scenes.ts';

const TERMINAL: Pick<Play, 'prepare' | 'brokenAt'> = {
  prepare: prepareTerminal,
  async brokenAt(folder, promises) {
    const opened = openTerminal(folder);
    if (!opened.ok) return [`the store cannot be opened: ${JSON.stringify(opened.error)}`];
    const broken = await brokenPromises(opened.value, promises as TerminalPromise[]);
    await opened.value.close();
    return broken;
  },
};

const HALL: Pick<Play, 'prepare' | 'brokenAt'> = {
  prepare: prepareHall,
  async brokenAt(folder, promises) {
    const opened = openHallAt(folder);
    if (!opened.ok) return [`the hall cannot be opened: ${JSON.stringify(opened.error)}`];
    const broken = await brokenHallPromises(opened.value, promises as HallPromise[]);
    await opened.value.close();
    return broken;
  },
};

/** A scene on the terminal's store. */
export function playTerminal(scene: string, most: number, cuts: number, seed = 1): Promise<SceneResult> {
  return play({ ...TERMINAL, scene, most, cuts, seed });
}

/** A scene on the hall server's store. */
export function playHall(scene: string, most: number, cuts: number, seed = 1): Promise<SceneResult> {
  return play({ ...HALL, scene, most, cuts, seed });
}

/** The `after`-th fsync of a life fails and the process dies; the next one goes on and dies; then the power goes. */
export function dieOfSyncError(who: 'terminal' | 'hall', after: number): Promise<readonly string[]> {
  const scenes = [[`${who}-sync-error-and-death`, after], [`${who}-goes-on`, 0]] as const;
  return playLives({ ...(who === 'terminal' ? TERMINAL : HALL), scenes });
}
