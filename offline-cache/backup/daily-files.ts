import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Within the data folder. */
export const BACKUP_FOLDER = 'backup';

const NAME = /^terminal-(\d{4}-\d{2}-\d{2})\.db$/;

/** A copy that the terminal itself made for one business day. */
export interface DailyFile {
  readonly day: string;
  readonly file: string;
}

export function dailyFileName(day: string): string {
  return `terminal-${day}.db`;
}

/** Days of which a copy is there, oldest first. @param folder the folder of the copies */
export function backupDays(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap((name) => NAME.exec(name)?.[1] ?? []).toSorted();
  } catch {
    return [];
  }
}

/** The daily copies in a data folder, newest first. */
export function dailyBackups(data: string): readonly DailyFile[] {
  const folder = path.join(data, BACKUP_FOLDER);
  return backupDays(folder).toReversed().map((day) => ({ day, file: path.join(folder, dailyFileName(day)) }));
}

/** Path of the newest daily copy in a data folder, or null. */
export function newestBackup(data: string): string | null {
  return dailyBackups(data)[0]?.file ?? null;
}
