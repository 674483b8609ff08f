import { describe, expect, it } from 'vitest';
import { TestHall } from '../testing/test-hall.ts';
import { numberOf } from '../testing/test-terminal.ts';

const HOUR = 3_600_000;

async function kioskIn(safeRetentionMs: number) {
  const hall = await TestHall.open({ settings: { safeRetentionMs } });
  const kiosk = await hall.enrol('取号机1');
  const pushOne = async () => {
    const operation = kiosk.issued(hall.newId(), numberOf('X', kiosk.log.length + 1));
    return kiosk.push([operation]);
  };
  return { hall, kiosk, pushOne };
}

describe('what is safe', () => {
  it('lags behind what is applied by the retention', async () => {
    const { hall, kiosk, pushOne } = await kioskIn(24 * HOUR);
    await expect(pushOne()).resolves.toMatchObject({ applied: 1, safe: 0 });
    await hall.clock.advance(12 * HOUR);
    await expect(pushOne()).resolves.toMatchObject({ applied: 2, safe: 0 });
    await hall.clock.advance(12.5 * HOUR);
    await expect(pushOne()).resolves.toMatchObject({ applied: 3, safe: 1 });
    await hall.clock.advance(12 * HOUR);
    await expect(hall.services.handshake(kiosk.id, kiosk.logId)).resolves.toMatchObject({ cursor: { seq: 3, safeSeq: 2 } });
    await hall.close();
  });

  it('goes on although operations come all the time', async () => {
    const { hall, pushOne } = await kioskIn(HOUR);
    let answer = await pushOne();
    for (let minute = 0; minute < 180; minute += 1) {
      await hall.clock.advance(60_000);
      answer = await pushOne();
    }
    const lag = answer.kind === 'taken' ? answer.applied - answer.safe : Number.NaN;
    expect(lag).toBeGreaterThanOrEqual(60);
    expect(lag).toBeLessThanOrEqual(62);
    await hall.close();
  });

  it('is never sooner because a clock went back', async () => {
    const { hall, pushOne } = await kioskIn(HOUR);
    await pushOne();
    hall.clock.setWall(hall.clock.now() - 24 * HOUR);
    await expect(pushOne()).resolves.toMatchObject({ applied: 2, safe: 0 });
    hall.clock.setWall(hall.clock.now() + 24 * HOUR);
    await expect(pushOne()).resolves.toMatchObject({ applied: 3, safe: 0 });
    await hall.close();
  });

  it('is never sooner because a clock jumped ahead, before a restart or after it', async () => {
    const { hall, kiosk, pushOne } = await kioskIn(24 * HOUR);
    await pushOne();
    hall.clock.setWall(Date.UTC(2036, 0, 1));
    await expect(pushOne()).resolves.toMatchObject({ applied: 2, safe: 0 });
    await hall.reopen();
    hall.clock.setWall(Date.UTC(2037, 0, 1));
    await expect(pushOne()).resolves.toMatchObject({ applied: 3, safe: 0 });
    await hall.clock.advance(25 * HOUR);
    await expect(hall.services.handshake(kiosk.id, kiosk.logId)).resolves.toMatchObject({ cursor: { seq: 3, safeSeq: 3 } });
    await hall.close();
  });

  it('counts the time before a restart', async () => {
    const { hall, kiosk, pushOne } = await kioskIn(24 * HOUR);
    await pushOne();
    await hall.clock.advance(20 * HOUR);
    await hall.services.closeDay();
    await hall.reopen();
    await hall.clock.advance(5 * HOUR);
    await expect(hall.services.handshake(kiosk.id, kiosk.logId)).resolves.toMatchObject({ cursor: { seq: 1, safeSeq: 1 } });
    await hall.close();
  });

  it('is everything applied where no retention is wanted', async () => {
    const { hall, pushOne } = await kioskIn(0);
    await expect(pushOne()).resolves.toMatchObject({ applied: 1, safe: 1 });
    await hall.close();
  });
});
