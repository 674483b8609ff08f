import { createHash } from 'node:crypto';
import { seededRandom, type Random } from '#kernel/random.ts';

/** Everything that is left to chance, from one seed. Each user draws from a stream of its own, named for what it decides. */
export class Chance {
  readonly #random: Random;
  readonly #path: string;

  constructor(path: string | number) {
    this.#path = String(path);
    this.#random = seededRandom(createHash('sha256').update(this.#path).digest().readUInt32LE(0));
  }

  /** A stream that does not depend on how much was drawn from this one. */
  of(name: string): Chance {
    return new Chance(`${this.#path}/${name}`);
  }

  get random(): Random {
    return this.#random;
  }

  happens(probability: number): boolean {
    return this.#random.next() < probability;
  }

  between(from: number, to: number): number {
    return from + this.#random.next() * (to - from);
  }

  /** Both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.#random.next() * (to - from + 1));
  }

  one<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random.next() * list.length)]!;
  }
}
