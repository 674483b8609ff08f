import type { StoreStep } from '#offline-cache/engine/context.ts';
import type { Chance } from '../kit/chance.ts';
import { readFiles, tearCommit, type Disk, type Files } from '../kit/disk.ts';

/** A death at the n-th time the store passes a step; `torn`: the power goes in the middle of the commit. */
export interface StoreDeath {
  readonly step: StoreStep | 'torn';
  readonly after: number;
}

/** What happens to one terminal's store inside its transactions. */
export class StoreFaults {
  readonly #chance: Chance;
  readonly #die: (how: string, mangle?: (folder: string) => void) => void;
  #armed: { step: StoreDeath['step']; left: number } | null = null;
  #before: Files | null = null;
  full = false;

  constructor(chance: Chance, die: (how: string, mangle?: (folder: string) => void) => void) {
    this.#chance = chance;
    this.#die = die;
  }

  arm({ step, after }: StoreDeath): void {
    this.#armed = { step, left: after };
  }

  disarm(): void {
    this.#armed = null;
    this.#before = null;
  }

  passed(step: StoreStep, disk: Disk): void {
    if (this.full && step !== 'after-commit') throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    const armed = this.#armed;
    if (!armed) return;
    if (armed.step === 'torn') return this.#tear(step, armed, disk);
    if (step !== armed.step || (armed.left -= 1) > 0) return;
    this.#die(`killed at ${step}`);
    throw new Error('the process was killed');
  }

  #tear(step: StoreStep, armed: { left: number }, disk: Disk): void {
    if (step === 'before-commit' && (armed.left -= 1) <= 0) this.#before = readFiles(disk.folder);
    const before = this.#before;
    if (step !== 'after-commit' || !before) return;
    this.#die('power cut in a commit', (folder) => void tearCommit(folder, before, this.#chance));
    throw new Error('the power went');
  }
}
