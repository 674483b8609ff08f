import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const FLOORS = '{kernel,domain,contracts,drivers,offline-cache,terminal}/**/*.ts';

const sources = globSync(FLOORS, { cwd: ROOT })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(path.join(ROOT, file), 'utf8'))
  .join('\n');

const rows = readFileSync(path.join(ROOT, 'docs/glossary.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| 中文'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

const identifiers = rows.flatMap(([, word, cell]) => Array.from(cell!.matchAll(/`([^`]+)`/g), ([, identifier]) => [word!, identifier!] as const));

describe('the glossary', () => {
  it('has three columns everywhere and each Chinese word once', () => {
    expect(rows.filter((cells) => cells.length !== 5)).toEqual([]);
    const words = rows.map(([, word]) => word!);
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
  });

  it.each(identifiers)('%s is %s in the sources', (_, identifier) => {
    expect(new RegExp(String.raw`(?<![\w-])${identifier.replaceAll('.', String.raw`\.`)}(?![\w-])`).test(sources)).toBe(true);
  });
});
