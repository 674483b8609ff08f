import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deferred } from './deferred.ts';
import { Mutex } from './mutex.ts';

describe('the mutex', () => {
  it('lets one in at a time, in the order they asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { minLength: 1, maxLength: 10 }), async (turns) => {
        const mutex = new Mutex();
        const entered: number[] = [];
        let inside = 0;
        const all = turns.map((waits, i) =>
          mutex.withLock(async () => {
            inside += 1;
            expect(inside).toBe(1);
            entered.push(i);
            for (let n = 0; n < waits; n += 1) await Promise.resolve();
            inside -= 1;
          }),
        );
        await Promise.all(all);
        expect(entered).toEqual(turns.map((_, i) => i));
      }),
    );
  });

  it('gives back what the work gives, of either kind', async () => {
    const mutex = new Mutex();
    await expect(mutex.withLock(() => 1)).resolves.toBe(1);
    await expect(mutex.withLock(() => Promise.resolve(2))).resolves.toBe(2);
  });

  it('passes a failure to the one who asked and lets the next one in', async () => {
    const mutex = new Mutex();
    const thrown = mutex.withLock(() => {
      throw new Error('thrown');
    });
    const rejected = mutex.withLock(() => Promise.reject(new Error('rejected')));
    const next = mutex.withLock(() => 'next');
    await expect(thrown).rejects.toThrow('thrown');
    await expect(rejected).rejects.toThrow('rejected');
    await expect(next).resolves.toBe('next');
  });

  it('counts who holds it and who waits, and is free at the end', async () => {
    const mutex = new Mutex();
    const gate = deferred<void>();
    const first = mutex.withLock(() => gate.promise);
    const second = mutex.withLock(() => {});
    expect(mutex.depth).toBe(2);
    gate.resolve();
    await Promise.all([first, second]);
    await mutex.withLock(() => expect(mutex.depth).toBe(1));
    await Promise.resolve();
    expect(mutex.depth).toBe(0);
  });
});
