import { mkdirSync } from 'node:fs';
import type { Random } from '#kernel/random.ts';
import { Disk, type CutOptions } from '../power-cut/disk.ts';
import { Layer } from '../power-cut/layer.ts';
import { Life, type Death } from './life.ts';

/** How the lives of one round end. */
export type Ending =
  /** The process dies, the machine goes on. */
  | 'kill'
  /** The power goes with the process; now and then only the process dies first, and the power goes in its next life. */
  | 'power-cut';

/** When in its life it dies: at an operation on its folder, counted from the start or from when it serves. */
export interface Moment {
  readonly from: 'start' | 'ready';
  readonly operation: number;
}

const CONTENT_LOSSES = ['forget', 'subset', 'torn'] as const;
const NAME_LOSSES = ['journalled', 'unsynced-lost'] as const;
/** Of the deaths in a round of power cuts, so many are of the process alone. */
const KILLS_AMONG_CUTS = 0.2;

/** A program on a folder of its own that dies again and again, and the disk below it. */
export class Mortal {
  readonly folder: string;
  readonly layer: Layer;
  readonly #random: Random;
  #disk: Disk | null = null;

  constructor(library: string, folder: string, random: Random) {
    const state = `${folder}.layer`;
    mkdirSync(state, { recursive: true });
    this.folder = folder;
    this.layer = new Layer(library, folder, state);
    this.#random = random;
  }

  /** Starts a life. @param dieAt an operation counted from the start of the process; null: not by itself */
  live(entry: string, args: readonly string[], env: Readonly<Record<string, string>>, dieAt: number | null, onLine: (line: string) => void): Life {
    const layered = this.layer.begin();
    if (dieAt !== null) this.layer.control.plan({ fault: 'die', after: dieAt });
    this.#disk ??= new Disk(this.folder);
    return new Life(entry, args, { ...env, ...layered }, onLine);
  }

  /** Call after every death: the folder becomes what the disk would hold. @returns what happened, in words */
  afterDeath(ending: Ending): string {
    const disk = this.#disk!;
    if (ending === 'kill') {
      this.#disk = null;
      return 'killed';
    }
    disk.live(this.layer.journal());
    if (this.#random.next() < KILLS_AMONG_CUTS) return 'killed, unsynced bytes still in memory';
    const options: CutOptions = { content: this.#pick(CONTENT_LOSSES), names: this.#pick(NAME_LOSSES), random: this.#random };
    disk.cut(this.folder, options);
    this.#disk = null;
    return `power cut (${options.content}, names ${options.names})`;
  }

  #pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.#random.next() * of.length)]!;
  }
}

/** Nobody meant it to end like this. */
export function isForeseen({ signal, code }: Death): boolean {
  return signal === 'SIGKILL' || code === 0;
}
