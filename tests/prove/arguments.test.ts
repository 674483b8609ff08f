import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';
import type { Proof } from './proof.ts';

const proof = (name: string): Proof => ({ name, title: name, run: () => Promise.reject(new Error('not to be run')) });
const ALL = [proof('kills'), proof('power-cuts')];

const names = (args: readonly string[]) => {
  const read = readArguments(args, ALL);
  return read.ok ? read.value.proofs.map(({ name }) => name) : read.error;
};

describe('the command line of npm run prove', () => {
  it('runs every proof when none is named, and those that are, in their own order', () => {
    expect(names([])).toEqual(['kills', 'power-cuts']);
    expect(names(['power-cuts', 'kills'])).toEqual(['kills', 'power-cuts']);
    expect(names(['--only', 'kills'])).toEqual(['kills']);
  });

  it('takes a count, a seed and a file', () => {
    expect(readArguments(['kills', '--count', '20', '--seed', '0', '--json', 'a.json'], ALL)).toMatchObject({
      ok: true,
      value: { count: 20, seed: 0, json: 'a.json' },
    });
  });

  it.each([[['kill']], [['--count', '0']], [['--count', '1.5']], [['--seed', '-1']], [['--speed', '1']]])('refuses %j in one sentence', (args) => {
    expect(readArguments(args, ALL)).toEqual({ ok: false, error: expect.stringMatching(/^.+$/) });
  });
});
