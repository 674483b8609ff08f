import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { UploadProgress, type UploadFacts } from './upload-progress.ts';

function rig() {
  const clock = new SimulatedClock();
  let changes = 0;
  const progress = new UploadProgress(clock, () => (changes += 1));
  const see = (link: UploadFacts['link'], pending: number, heldBack = false) => {
    progress.observe({ link, pending, heldBack });
    return progress.view;
  };
  return { clock, progress, see, changes: () => changes };
}

describe('what the screen says about facts on their way', () => {
  it('says nothing of a ticket that is uploaded within moments', async () => {
    const { clock, see } = rig();
    expect(see('online', 2).state).toBe('none');
    await clock.advance(1_900);
    expect(see('online', 0).state).toBe('none');
    await clock.advance(10_000);
    expect(see('online', 0).state).toBe('none');
  });

  it('counts up while the server is away, down when it is back, says once that all arrived, and is silent again', async () => {
    const { clock, see, progress, changes } = rig();
    expect(see('offline', 1)).toEqual({ state: 'stored', of: 1 });
    expect(see('offline', 37)).toEqual({ state: 'stored', of: 37 });
    expect(see('offline', 20)).toEqual({ state: 'draining', of: 37 });
    expect(see('online', 20)).toEqual({ state: 'draining', of: 37 });
    expect(see('online', 0)).toEqual({ state: 'done', of: 37 });
    await clock.advance(6_000);
    expect(progress.view.state).toBe('none');
    expect(changes()).toBe(1);
  });

  it('keeps its bar from shrinking when more is stored meanwhile', () => {
    const { see } = rig();
    see('offline', 10);
    expect(see('online', 4)).toEqual({ state: 'draining', of: 10 });
    expect(see('online', 5)).toEqual({ state: 'draining', of: 10 });
  });

  it('goes back to what is stored here when the line breaks again half-way', () => {
    const { see } = rig();
    see('offline', 10);
    see('online', 4);
    expect(see('offline', 4)).toEqual({ state: 'stored', of: 10 });
  });

  it('begins a new count with the next outage', async () => {
    const { see } = rig();
    see('offline', 30);
    expect(see('online', 0).state).toBe('done');
    expect(see('offline', 1)).toEqual({ state: 'stored', of: 1 });
  });

  it('takes the good news back when the line is cut again right after it', () => {
    const { see } = rig();
    see('offline', 3);
    expect([see('offline', 0).state, see('online', 0).state, see('offline', 0).state]).toEqual(['done', 'done', 'none']);
  });

  it('gives a slow line a word after two seconds', async () => {
    const { clock, see, progress } = rig();
    see('online', 3);
    await clock.advance(2_000);
    expect(progress.view).toEqual({ state: 'draining', of: 3 });
  });

  it('never claims to be uploading what waits for a newer server', () => {
    const { see } = rig();
    expect(see('online', 3, true)).toEqual({ state: 'stored', of: 3 });
    expect(see('online', 2, true)).toEqual({ state: 'stored', of: 3 });
  });
});
