import { expect, it } from 'vitest';
import { proveLink } from './link-proof.ts';

it('a terminal behind a line that is cut, reset, halved, stalled and delayed on every connection is never stuck and brings each fact over once', async () => {
  const { failures } = await proveLink({ count: 60, seed: 1, say: () => {} });
  expect(failures.join('\n')).toBe('');
});
