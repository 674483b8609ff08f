import { LEAST_CHUNK_BYTES, MOST_CHUNK_BYTES, QUICK_CHUNK_MS, SLOW_CHUNK_MS } from './limits.ts';

/** How large the next chunk is: as large as the line carries without a number call behind it having to wait long. */
export class ChunkPace {
  #bytes = MOST_CHUNK_BYTES;

  get bytes(): number {
    return this.#bytes;
  }

  took(ms: number): void {
    if (ms > SLOW_CHUNK_MS) this.#bytes = Math.max(LEAST_CHUNK_BYTES, this.#bytes / 2);
    if (ms < QUICK_CHUNK_MS) this.#bytes = Math.min(MOST_CHUNK_BYTES, this.#bytes * 2);
  }
}
