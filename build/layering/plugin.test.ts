import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './floors.ts';

/** A house of its own with the real rules and the real linter, so that a bad file never stands in the real one. */
let house: string;

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(house, file)), { recursive: true });
  writeFileSync(path.join(house, file), text);
}

const UP: ReadonlyArray<readonly [string, string]> = [
  ['an import', "import { a } from '#terminal/a.ts';\nexport const b = a;\n"],
  ['a type import', "import type { A } from '#terminal/a.ts';\nexport type B = A;\n"],
  ['a relative import', "import { a } from '../terminal/a.ts';\nexport const b = a;\n"],
  ['a re-export', "export * from '#terminal/a.ts';\n"],
  ['a named re-export', "export { a } from '#terminal/a.ts';\n"],
  ['a dynamic import', "export const load = () => import('#terminal/a.ts');\n"],
];

const IMPURE = ['Date.now()', 'new Date()', 'Date()', 'performance.now()', 'Math.random()', 'setTimeout(f, 1)', 'setInterval(f, 1)'];

interface Diagnostic {
  readonly message: string;
  readonly filename: string;
}

let status: number | null;
let diagnostics: readonly Diagnostic[];

function found(file: string): readonly string[] {
  return diagnostics.filter(({ filename }) => filename === file).map(({ message }) => message);
}

beforeAll(() => {
  house = mkdtempSync(path.join(os.tmpdir(), 'layering-'));
  cpSync(path.join(ROOT, 'build/layering'), path.join(house, 'build/layering'), { recursive: true });
  cpSync(path.join(ROOT, 'tsconfig.pure.json'), path.join(house, 'tsconfig.pure.json'));
  const config = JSON.parse(readFileSync(path.join(ROOT, '.oxlintrc.json'), 'utf8')) as Record<string, unknown>;
  // Types are not what is tested here, and the copy has no packages to look them up in.
  writeFileSync(path.join(house, '.oxlintrc.json'), JSON.stringify({ ...config, options: {} }));
  write('domain/down.ts', "export { ok } from '#kernel/result.ts';\n");
  write('domain/date.ts', 'export const day = (at: number): Date => new Date(at);\n');
  write('drivers/reader/device.ts', 'export const now = (): number => Date.now();\n');
  UP.forEach(([, text], i) => write(`domain/up-${i}.ts`, text));
  IMPURE.forEach((call, i) => write(`drivers/reader-${i}/frame.ts`, `export const a = (f: () => void): unknown => [f, ${call}];\n`));
  const oxlint = path.join(ROOT, 'node_modules/oxlint/bin/oxlint');
  const run = spawnSync(process.execPath, [oxlint, '-f', 'json', 'domain', 'drivers'], { cwd: house, encoding: 'utf8' });
  status = run.status;
  ({ diagnostics } = JSON.parse(run.stdout) as { diagnostics: readonly Diagnostic[] });
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

describe('the linter', () => {
  it('fails as a whole when one file breaks a rule of the house', () => {
    expect(status).toBe(1);
  });

  it('lets an import down the house pass', () => {
    expect(found('domain/down.ts')).toEqual([]);
  });

  it.each(UP.map(([what], i) => [what, i] as const))('stops %s that goes up the house', (_, i) => {
    expect(found(`domain/up-${i}.ts`)).toContainEqual(expect.stringContaining('domain/ may import only kernel, domain'));
  });

  it.each(IMPURE.map((call, i) => [call, i] as const))('stops %s in a pure file', (_, i) => {
    expect(found(`drivers/reader-${i}/frame.ts`)).toContainEqual(expect.stringContaining('in a pure file'));
  });

  it('lets a pure file make a date of a given instant', () => {
    expect(found('domain/date.ts')).toEqual([]);
  });

  it('holds no device file to purity', () => {
    expect(found('drivers/reader/device.ts')).toEqual([]);
  });
});
