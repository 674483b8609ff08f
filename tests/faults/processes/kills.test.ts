import { afterAll, expect, it } from 'vitest';
import { workFolder } from '../kit/folders.ts';
import { dieAgainAndAgain } from './death-proof.ts';

/** Node's compiled code, so that a life begins in a third of the time. */
const cache = workFolder('compiled');
afterAll(() => cache[Symbol.dispose]());

it.each([1, 2, 3, 4])('terminal and hall server killed 13 times with SIGKILL lose, double and reorder nothing (seed %i)', async (seed) => {
  const { failures } = await dieAgainAndAgain('kills', 'kill', { count: 13, seed, cache: cache.folder, say: () => {} });
  expect(failures.join('\n')).toBe('');
});
