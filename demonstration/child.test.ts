import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Child, type ChildOptions } from './child.ts';

let folder: string;
let child: Child | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-'));
});
afterEach(async () => {
  await child?.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A program from lines of JavaScript; `readies` counts how often it served. */
function program(lines: string, change: Partial<ChildOptions> = {}): { readonly child: Child; readonly readies: number[] } {
  const entry = path.join(folder, 'program.mjs');
  writeFileSync(entry, `import fs from 'node:fs';\n${lines}`);
  const readies: number[] = [];
  child = new Child({ name: '程序', entry, args: [path.join(folder, 'starts')], onReady: (facts) => readies.push(Number(facts['start'])), onLine: () => {}, ...change });
  return { child, readies };
}

/** How many times it was started, counted in a file. */
const COUNT = `const file = process.argv[2]; fs.appendFileSync(file, '.'); const start = fs.statSync(file).size;`;
const SERVE = `console.log(JSON.stringify({ ready: true, start })); setInterval(() => {}, 1000);`;

describe('a program of the demonstration', () => {
  it('is started again until it serves, also when a start in between fails', async () => {
    const { child: kiosk, readies } = program(`${COUNT} if (start === 2) process.exit(1); ${SERVE}`);
    await kiosk.start();
    kiosk.kill();
    await expect.poll(() => readies, { timeout: 10_000 }).toEqual([1, 3]);
  });

  it('says its last words when it never served', async () => {
    const { child: kiosk } = program(`console.error('端口被占用'); process.exit(1);`);
    await expect(kiosk.start()).rejects.toThrow(/端口被占用/);
  });

  it('says so when it cannot be run at all', async () => {
    const { child: kiosk } = program('', { command: path.join(folder, 'nothing') });
    await expect(kiosk.start()).rejects.toThrow(/ENOENT/);
  });

  it('keeps nobody waiting when it is stopped before it serves', async () => {
    const { child: kiosk } = program('setInterval(() => {}, 1000);');
    await Promise.all([expect(kiosk.start()).rejects.toThrow(/was stopped/), kiosk.stop()]);
    expect(kiosk.running).toBe(false);
  });
});
