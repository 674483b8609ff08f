import { expect, it } from 'vitest';
import { dieOfSyncError, playHall } from './plays.ts';

it('a hall server whose fsync fails, whichever it is, serves nobody on that connection any more, and a power cut at any later moment takes nothing acknowledged', async () => {
  const { failures, hits } = await playHall('hall-sync-error', 100, 60);
  expect(failures.join('\n')).toBe('');
  expect(hits).toBeGreaterThan(2);
});

it.each([1, 2, 3, 4])('a hall server killed at its failing fsync no. %i goes on in a next life whose promises outlive a power cut', async (after) => {
  expect(await dieOfSyncError('hall', after)).toEqual([]);
});
