import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { RESTART_WAITS, ServiceProcess, SOUND_AFTER_MS, type ServiceParts } from './service-process.ts';

class FakeChild extends EventEmitter {
  readonly got: unknown[] = [];
  killed = false;

  postMessage(message: unknown, ports: readonly unknown[]): void {
    this.got.push([message, ...ports]);
  }

  kill(): boolean {
    this.killed = true;
    return true;
  }
}

function port() {
  return { closed: false, close() { this.closed = true; } }; // prettier-ignore
}

function house() {
  const clock = new SimulatedClock();
  const children: FakeChild[] = [];
  const exits: number[] = [];
  const fork = (): FakeChild => {
    const child = new FakeChild();
    children.push(child);
    return child;
  };
  const service = new ServiceProcess({ clock, fork: fork as unknown as ServiceParts['fork'], exited: (code) => exits.push(code) });
  return { clock, children, exits, service, crash: () => children.at(-1)!.emit('exit', 1) };
}

describe('the terminal service under Electron', () => {
  it('is started once', () => {
    const { service, children } = house();
    service.start();
    service.start();
    expect(children).toHaveLength(1);
  });

  it('gets the end of each page with the surface it may serve there', () => {
    const { service, children } = house();
    service.start();
    const end = port();
    service.connect('kiosk', end as never);
    expect(children[0]!.got).toEqual([[{ kind: 'connect', surface: 'kiosk' }, end]]);
  });

  it('is started anew after a crash: at once, then with longer waits', async () => {
    const { service, children, exits, clock, crash } = house();
    service.start();
    for (const [i, wait] of [...RESTART_WAITS, RESTART_WAITS.at(-1)!].entries()) {
      crash();
      if (wait > 0) await clock.advance(wait - 1);
      expect(children).toHaveLength(wait > 0 ? i + 1 : 1);
      await clock.advance(1);
      expect(children).toHaveLength(i + 2);
    }
    expect(exits).toHaveLength(RESTART_WAITS.length + 1);
  });

  it('is started at once again after it was sound for a while', async () => {
    const { service, children, clock, crash } = house();
    service.start();
    for (let i = 0; i < 4; i += 1) {
      crash();
      await clock.advance(RESTART_WAITS.at(-1)!);
    }
    await clock.advance(SOUND_AFTER_MS);
    const before = children.length;
    crash();
    await clock.advance(0);
    expect(children).toHaveLength(before + 1);
  });

  it('gets the ports asked for while it was down, once it is up', async () => {
    const { service, children, clock, crash } = house();
    service.start();
    crash();
    const end = port();
    service.connect('board', end as never);
    await clock.advance(0);
    expect(children[1]!.got).toEqual([[{ kind: 'connect', surface: 'board' }, end]]);
  });

  it('stays down once stopped, takes no more ports and leaves no timer', async () => {
    const { service, children, clock, crash, exits } = house();
    service.start();
    crash();
    await clock.advance(0);
    crash();
    const [waiting, late] = [port(), port()];
    service.connect('kiosk', waiting as never);
    service.stop();
    service.connect('kiosk', late as never);
    expect([waiting.closed, late.closed]).toEqual([true, true]);
    await clock.advance(60_000);
    expect(children).toHaveLength(2);
    expect(clock.pendingTimers).toBe(0);
    expect(exits).toHaveLength(2);
  });

  it('is killed when the program ends, which counts as no crash', () => {
    const { service, children, exits } = house();
    service.start();
    service.stop();
    children[0]!.emit('exit', 0);
    expect(children[0]!.killed).toBe(true);
    expect(exits).toEqual([]);
  });
});
