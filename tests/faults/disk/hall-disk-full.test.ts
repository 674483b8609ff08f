import { expect, it } from 'vitest';
import { playHall } from './plays.ts';

it('a hall server whose disk is full at any write of a binding or a push says so, loses nothing, and goes on without a restart when there is room', async () => {
  const { failures, hits, told } = await playHall('hall-disk-full', 200, 20);
  expect(failures.join('\n')).toBe('');
  expect(told).toBeGreaterThan(50);
  expect(hits).toBeGreaterThanOrEqual(told);
});
