import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel/random.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { isOwnHost, ownAddress } from './request-guard.ts';
import { SESSION_MS, SignIn } from './sign-in.ts';

function rig() {
  const clock = new SimulatedClock();
  return { clock, signIn: new SignIn(clock, seededRandom(3)) };
}

describe('a link to the manager’s pages', () => {
  it('opens one session and then nothing', () => {
    const { signIn } = rig();
    const { code } = signIn.makeLink(10);
    const opened = signIn.exchange(code)!;
    expect(signIn.session(opened.secret)).toBe(opened.session);
    expect(signIn.exchange(code)).toBeNull();
  });

  it('is not good any more after its minutes', async () => {
    const { clock, signIn } = rig();
    const { code } = signIn.makeLink(10);
    await clock.advance(10 * 60_000 + 1);
    expect(signIn.exchange(code)).toBeNull();
  });

  it('lets a session last twelve hours, whatever a clock says, or until it is ended', async () => {
    const { clock, signIn } = rig();
    const { secret, session } = signIn.exchange(signIn.makeLink(10).code)!;
    const other = signIn.exchange(signIn.makeLink(10).code)!;
    await clock.advance(SESSION_MS - 1);
    expect([signIn.lives(session), signIn.lives(other.session)]).toEqual([true, true]);
    expect(signIn.end(other.secret)).toBe(other.session);
    expect([signIn.lives(session), signIn.lives(other.session)]).toEqual([true, false]);
    await clock.advance(1);
    expect([signIn.session(secret), signIn.lives(session)]).toEqual([null, false]);
  });

  it('names a session without telling what opens it', () => {
    const { signIn } = rig();
    const { secret, session } = signIn.exchange(signIn.makeLink(10).code)!;
    expect(session.name).toMatch(/^manage:[0-9a-f]{8}$/);
    expect(signIn.session(session.name)).toBeNull();
    expect(secret).not.toContain(session.name);
  });
});

describe('the address a page is asked for by', () => {
  it.each([
    ['127.0.0.1:8443', true],
    ['10.0.0.2:8443', true],
    ['[::1]:8443', true],
    ['localhost:8443', true],
    ['rebound.example:8443', false],
    ['', false],
  ])('%s', (host, own) => {
    expect(isOwnHost({ host }, ownAddress(null))).toBe(own);
  });
});
