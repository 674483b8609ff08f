import { readdirSync, unlinkSync } from 'node:fs';
import path from 'node:path';

export const SHADOW_FOLDER = 'shadow';

/** Names sort in the order of their making. */
export function shadowFileName(number: number): string {
  return `${String(number).padStart(6, '0')}.log`;
}

/** Numbers of the files present, oldest first. */
export function shadowFileNumbers(place: string): number[] {
  let names: string[];
  try {
    names = readdirSync(place);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  }
  return names.flatMap((name) => (/^\d{6,}\.log$/.test(name) ? Number.parseInt(name, 10) : [])).toSorted((a, b) => a - b);
}

export function nextFileNumber(place: string): number {
  return (shadowFileNumbers(place).at(-1) ?? 0) + 1;
}

/** Removes files older than `number`; one that cannot be removed now is removed another time. */
export function dropFilesBefore(place: string, number: number): void {
  for (const found of shadowFileNumbers(place)) {
    if (found >= number) return;
    try {
      unlinkSync(path.join(place, shadowFileName(found)));
    } catch {
      return;
    }
  }
}
