import { expect, it } from 'vitest';
import { proveDeaths } from './death-proof.ts';

it.each([1, 2])('terminal and hall server killed 25 times with SIGKILL lose, double and reorder nothing (seed %i)', async (seed) => {
  const { failures } = await proveDeaths('kills', 'kill', { count: 25, seed, say: () => {} });
  expect(failures.join('\n')).toBe('');
});
