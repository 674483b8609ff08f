import { expect, it } from 'vitest';
import { playTerminal } from './plays.ts';

it('a terminal whose disk is full at any write of a ticket says so, loses nothing, and goes on without a restart when there is room', async () => {
  const { failures, hits, told } = await playTerminal('terminal-disk-full', 200, 20);
  expect(failures.join('\n')).toBe('');
  expect(told).toBeGreaterThan(50);
  expect(hits).toBeGreaterThanOrEqual(told);
});

it('24 people at once through checkpoints on a disk that is full for a while lose nothing that was acknowledged', async () => {
  const { failures, hits, acknowledged } = await playTerminal('terminal-disk-full-in-the-rush', 25, 20);
  expect(failures.join('\n')).toBe('');
  expect(hits).toBeGreaterThan(10);
  expect(acknowledged).toBe(25 * 24 * 2);
});

it('a terminal that starts on a full disk keeps everything, whichever write of the start finds no room', async () => {
  const { failures, hits } = await playTerminal('terminal-disk-full-at-start', 200, 10);
  expect(failures.join('\n')).toBe('');
  expect(hits).toBeGreaterThan(20);
});
