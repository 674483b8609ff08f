import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestHall } from '../testing/test-hall.ts';
import { secretHash } from './enrolment.ts';

let hall: TestHall;

beforeEach(async () => {
  hall = await TestHall.open();
});

afterEach(() => hall.close());

const request = (codeHash: string) => ({ codeHash, terminalName: '取号机1', kind: 'kiosk' as const, keyId: 'key-1', publicKey: 'cHVi' });

describe('an enrolment code', () => {
  const codeHash = secretHash('SECRET');
  const addCode = () => hall.services.addEnrolmentCode({ codeHash, name: '取号机1', kind: 'kiosk', validMs: 30 * 60_000 });

  it('makes a terminal with a token that only the terminal knows', async () => {
    await addCode();
    const { answer, token } = await hall.services.enrol(request(codeHash));
    expect(answer).toMatchObject({ kind: 'enrolled', terminal: { name: '取号机1', kind: 'kiosk', ownSeries: 'X', tokenHash: secretHash(token) }, hallId: 'test-hall' });
    await expect(hall.services.context.writer.store.terminalByToken(secretHash(token))).resolves.toMatchObject({ name: '取号机1' });
  });

  it('works once, even when two terminals try at the same time', async () => {
    await addCode();
    const answers = await Promise.all([hall.services.enrol(request(codeHash)), hall.services.enrol(request(codeHash))]);
    expect(answers.map(({ answer }) => answer.kind).toSorted()).toEqual(['enrolled', 'used']);
  });

  it('works until its time is over', async () => {
    await addCode();
    await hall.clock.advance(30 * 60_000);
    expect((await hall.services.enrol(request(codeHash))).answer).toEqual({ kind: 'expired' });
  });

  it('works only for the kind it was made for, and is not used up by a mistake', async () => {
    await addCode();
    expect((await hall.services.enrol({ ...request(codeHash), kind: 'window' })).answer).toEqual({ kind: 'wrong-kind', wanted: 'kiosk' });
    expect((await hall.services.enrol(request(codeHash))).answer.kind).toBe('enrolled');
  });

  it('that was never made is unknown', async () => {
    expect((await hall.services.enrol(request(secretHash('OTHER')))).answer).toEqual({ kind: 'unknown' });
  });
});
