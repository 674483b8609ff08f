import { expect, it } from 'vitest';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import { countedStore } from './counted-store.ts';

it('counts what waits before the fact is told to be stored, and not for what writes none', async () => {
  const steps: string[] = [];
  const store = {
    requestHelp: () => Promise.resolve(void steps.push('stored')),
    ticket: () => Promise.resolve(null),
  } as unknown as TerminalStore;
  const counted = countedStore(store, () => Promise.resolve(void steps.push('counted')));
  await counted.requestHelp('home').then(() => steps.push('told'));
  expect(await counted.ticket('x')).toBeNull();
  expect(steps).toEqual(['stored', 'counted', 'told']);
});

it('tells of a stored fact even when it cannot be counted', async () => {
  const store = { requestHelp: () => Promise.resolve() } as unknown as TerminalStore;
  await expect(countedStore(store, () => Promise.reject(new Error('closed'))).requestHelp('home')).resolves.toBeUndefined();
});
