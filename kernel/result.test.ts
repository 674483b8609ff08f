import { describe, expect, it } from 'vitest';
import { deferred } from './deferred.ts';
import { exhaustive } from './exhaustive.ts';
import { err, mapOk, ok, unwrap, type Result } from './result.ts';

describe('a result', () => {
  it('is a success with a value, a success without one, or a failure', () => {
    expect(ok(3)).toEqual({ ok: true, value: 3 });
    expect(ok()).toEqual({ ok: true, value: undefined });
    expect(err({ kind: 'no-paper' })).toEqual({ ok: false, error: { kind: 'no-paper' } });
  });

  it('maps its value, and keeps a failure as the same object', () => {
    expect(mapOk(ok(3), (n) => n * 2)).toEqual(ok(6));
    const failure = err('busy') as Result<number, string>;
    expect(mapOk(failure, (n) => n * 2)).toBe(failure);
  });

  it('gives up its value where it cannot fail, and says the failure where it did', () => {
    expect(unwrap(ok('A001'))).toBe('A001');
    expect(() => unwrap(err({ kind: 'no-paper' }))).toThrow('unwrap of a failure: {"kind":"no-paper"}');
  });
});

describe('a switch that forgot a member', () => {
  it('says which one at run time when the compiler was overruled', () => {
    expect(() => exhaustive('jammed' as never, 'printer state')).toThrow('unhandled printer state: "jammed"');
    expect(() => exhaustive({ kind: 'x' } as never)).toThrow('unhandled value: {"kind":"x"}');
  });
});

describe('a deferred promise', () => {
  it('is settled from outside, once', async () => {
    const good = deferred<number>();
    good.resolve(1);
    good.reject(new Error('too late'));
    await expect(good.promise).resolves.toBe(1);
    const bad = deferred<number>();
    bad.reject(new Error('unplugged'));
    await expect(bad.promise).rejects.toThrow('unplugged');
  });
});
