import { expect, it } from 'vitest';
import { proveDeaths } from './death-proof.ts';

it.each([1, 2])('terminal and hall server whose power is cut 25 times lose, double and reorder nothing (seed %i)', async (seed) => {
  const { failures } = await proveDeaths('power-cuts', 'power-cut', { count: 25, seed, say: () => {} });
  expect(failures.join('\n')).toBe('');
});
