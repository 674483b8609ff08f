import type { BlobStore } from './blobs/blob-store.ts';
import type { HallSettings } from './settings.ts';
import type { HallWriter } from './store/hall-writer.ts';
import type { SteadyTime } from './time/steady-time.ts';

/** What every part of the hall server works with. */
export interface HallContext {
  readonly writer: HallWriter;
  readonly blobs: BlobStore;
  readonly hallId: string;
  readonly settings: HallSettings;
  /** For every duration that must not end because somebody set the clock. */
  readonly steady: SteadyTime;
}
