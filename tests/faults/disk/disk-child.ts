import { Control } from '../power-cut/control.ts';
import * as hall from './hall-scenes.ts';
import * as terminal from './terminal-scenes.ts';
import { acknowledge, type SceneResult, type Stage } from './scene.ts';

/** `disk-child.ts SCENE FOLDER STATE MOST`: plays one scene on the layer; the last line on standard output is its result. */
const SCENES: Readonly<Record<string, (stage: Stage) => Promise<SceneResult>>> = {
  'terminal-disk-full': terminal.terminalDiskFull,
  'terminal-disk-full-in-the-rush': terminal.terminalDiskFullInTheRush,
  'terminal-disk-full-at-start': terminal.terminalDiskFullAtStart,
  'terminal-sync-error': terminal.terminalSyncError,
  'terminal-sync-error-and-death': terminal.terminalSyncErrorAndDeath,
  'terminal-goes-on': terminal.terminalGoesOn,
  'hall-disk-full': hall.hallDiskFull,
  'hall-sync-error': hall.hallSyncError,
  'hall-sync-error-and-death': hall.hallSyncErrorAndDeath,
  'hall-goes-on': hall.hallGoesOn,
};

const [name = '', folder = '', state = '', most = '0'] = process.argv.slice(2);
const result = await SCENES[name]!({ folder, control: new Control(state), most: Number(most) });
acknowledge({ result });
