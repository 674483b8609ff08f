import { execFile } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** A program that wrongly goes on serving is stopped and shows as `code: null`. */
const LIMIT_MS = 30_000;

export interface Ended {
  /** Null when it had to be stopped. */
  readonly code: number | null;
  readonly stdout: string;
  /** Lines on stderr without empty ones. */
  readonly said: readonly string[];
}

/** Runs a program of the house as its own process until it ends. @param entry from the root of the house */
export function runProgram(entry: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [path.join(ROOT, entry), ...args], { timeout: LIMIT_MS }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, stdout, said: stderr.split('\n').filter((line) => line.trim() !== '') });
    });
  });
}
