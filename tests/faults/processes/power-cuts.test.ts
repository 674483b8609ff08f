import { afterAll, expect, it } from 'vitest';
import { workFolder } from '../kit/folders.ts';
import { dieAgainAndAgain } from './death-proof.ts';

/** Node's compiled code, so that a life begins in a third of the time. */
const cache = workFolder('compiled');
afterAll(() => cache[Symbol.dispose]());

it.each([1, 2, 3, 4])('terminal and hall server whose power is cut 13 times lose, double and reorder nothing (seed %i)', async (seed) => {
  const { failures } = await dieAgainAndAgain('power-cuts', 'power-cut', { count: 13, seed, cache: cache.folder, say: () => {} });
  expect(failures.join('\n')).toBe('');
});
