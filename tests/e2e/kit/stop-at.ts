import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import type { TestHall } from './hall.ts';

/** Where the kiosk of stopping-terminal.ts dies, once. */
export type StopAt =
  | { readonly kind: 'store'; readonly when: 'before' | 'after'; readonly method: keyof TerminalStore }
  /** When so many bytes of the ticket have left for the printer; `all`: after the last, before anything is asked about them. */
  | { readonly kind: 'print'; readonly bytes: number | 'all' };

export const STOP_FILE = 'stop-at.json';

export const STOPPING_TERMINAL = path.join(import.meta.dirname, 'stopping-terminal.ts');

export function stopKioskAt(test: TestHall, stop: StopAt): void {
  writeFileSync(path.join(test.folder, 'kiosk', STOP_FILE), JSON.stringify(stop));
}
