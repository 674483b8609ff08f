import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { seededRandom } from '#kernel/random.ts';
import { workFolder } from '../kit/folders.ts';
import { Disk } from '../power-cut/disk.ts';
import { compileLayer, Layer } from '../power-cut/layer.ts';
import type { SceneResult } from './scene.ts';

const CHILD = path.join(import.meta.dirname, 'disk-child.ts');
const LOSSES = ['forget', 'subset', 'torn'] as const;

export interface Play {
  readonly scene: string;
  readonly prepare: (folder: string) => Promise<void>;
  readonly most: number;
  /** Power cuts at random moments of the scene, each on a copy of the disk as it was then. */
  readonly cuts: number;
  readonly seed?: number;
  /** What of these promises a start on `folder` finds broken. */
  readonly brokenAt: (folder: string, promises: readonly object[]) => Promise<readonly string[]>;
}

/** Plays a scene in a process of its own on the layer, then cuts the power at random moments of what was noted. */
export async function play({ scene, prepare, most, cuts, seed = 1, brokenAt }: Play): Promise<SceneResult> {
  using place = workFolder('disk');
  const folder = path.join(place.folder, 'data');
  const state = path.join(place.folder, 'state');
  mkdirSync(folder, { mode: 0o700 });
  await prepare(folder);
  cpSync(folder, path.join(place.folder, 'before'), { recursive: true });
  const layer = new Layer(compileLayer(place.folder), folder, state);
  const said = await run([CHILD, scene, folder, state, String(most)], { ...process.env, ...layer.begin() });
  const { result } = JSON.parse(said.split('\n').at(-2)!) as { readonly result: SceneResult };
  const failures = [...result.failures];
  const notes = layer.journal();
  const random = seededRandom(seed);
  for (let i = 0; i < cuts; i += 1) {
    const image = path.join(place.folder, 'image');
    rmSync(image, { recursive: true, force: true });
    cpSync(path.join(place.folder, 'before'), image, { recursive: true });
    const disk = new Disk(image);
    const moment = Math.floor(random.next() * notes.length);
    const promises = disk.live(notes.slice(0, moment)).split('\n').filter((line) => line !== '');
    const content = LOSSES[i % LOSSES.length]!;
    disk.cut(image, { content, names: i % 2 === 0 ? 'journalled' : 'unsynced-lost', random });
    // oxlint-disable-next-line no-await-in-loop -- one image at a time
    const broken = await brokenAt(image, promises.map((line) => JSON.parse(line) as object));
    failures.push(...broken.map((one) => `power cut (${content}) at note ${moment} of ${notes.length}: ${one}`));
  }
  return { ...result, failures };
}

export interface Lives extends Pick<Play, 'prepare' | 'brokenAt'> {
  /** Scenes with their number, each a process that is killed; the folder stays as the kernel shows it. */
  readonly scenes: readonly (readonly [scene: string, most: number])[];
}

/** Lives one after another on one machine, which loses its power after the last. @returns broken promises */
export async function playLives({ prepare, brokenAt, scenes }: Lives): Promise<readonly string[]> {
  using place = workFolder('lives');
  const folder = path.join(place.folder, 'data');
  const state = path.join(place.folder, 'state');
  mkdirSync(folder, { mode: 0o700 });
  await prepare(folder);
  const disk = new Disk(folder);
  const layer = new Layer(compileLayer(place.folder), folder, state);
  const promises: object[] = [];
  for (const [scene, most] of scenes) {
    // oxlint-disable-next-line no-await-in-loop -- one life after another
    const said = await run([CHILD, scene, folder, state, String(most)], { ...process.env, ...layer.begin() }, 'SIGKILL');
    promises.push(...said.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as object));
    disk.live(layer.journal());
  }
  disk.cut(folder, { content: 'forget', names: 'unsynced-lost', random: seededRandom(1) });
  return brokenAt(folder, promises);
}

/** @param end the signal that it shall end with; null: by itself */
function run(args: readonly string[], env: NodeJS.ProcessEnv, end: NodeJS.Signals | null = null): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let words = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
    child.once('error', reject);
    child.once('close', (code, signal) => ((end === null ? code === 0 : signal === end) ? resolve(said) : reject(new Error(`the scene ended with ${code ?? signal}: ${words}`))));
  });
}
