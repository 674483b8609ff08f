import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LogEventId } from '#contracts/log-events.ts';
import type { TestHall } from './hall.ts';

export type LogLine = Readonly<Record<string, unknown>> & { readonly event: LogEventId };

/** The kiosk's own log so far, oldest first; lines reach the file at once. */
export function readKioskLog(test: TestHall, event?: LogEventId): readonly LogLine[] {
  const folder = path.join(test.folder, 'kiosk', 'logs');
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine)
    .filter((line) => event === undefined || line.event === event);
}
