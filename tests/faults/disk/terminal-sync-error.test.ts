import { expect, it } from 'vitest';
import { dieOfSyncError, playTerminal } from './plays.ts';

it('a terminal whose fsync fails, whichever it is, never trusts that connection again, and a power cut at any later moment takes nothing acknowledged', async () => {
  const { failures, hits, told } = await playTerminal('terminal-sync-error', 100, 60);
  expect(failures.join('\n')).toBe('');
  expect([hits > 5, told > 5]).toEqual([true, true]);
});

it.each([1, 2, 3, 4, 5, 6])('a terminal killed at its failing fsync no. %i goes on in a next life whose promises outlive a power cut', async (after) => {
  expect(await dieOfSyncError('terminal', after)).toEqual([]);
});
