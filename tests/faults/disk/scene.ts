import { writeSync } from 'node:fs';
import type { Control } from '../power-cut/control.ts';

/** What a scene is played on: one process below which the layer makes faults that the scene itself asks for. */
export interface Stage {
  readonly folder: string;
  readonly control: Control;
  /** How often the disk may fail, at most; the scene ends sooner when every place was met. */
  readonly most: number;
}

export interface SceneResult {
  /** Faults that struck. */
  readonly hits: number;
  /** Of the struck calls, those that failed and said so; the others got along without what failed. */
  readonly told: number;
  /** Promises made, over the whole scene. */
  readonly acknowledged: number;
  readonly failures: readonly string[];
}

/** Something was promised from here on. The layer notes it, so that a power cut can be rehearsed at any later moment. */
export function acknowledge(promise: object): void {
  writeSync(1, `${JSON.stringify(promise)}\n`);
}
