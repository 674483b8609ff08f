import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Two ends of a serial line made of pseudo-terminals; `cut` is the cable being pulled. */
export interface SerialPair {
  readonly a: string;
  readonly b: string;
  readonly cut: () => Promise<void>;
  readonly plug: () => Promise<void>;
}

export async function serialPair(): Promise<SerialPair> {
  const folder = mkdtempSync(join(tmpdir(), 'serial-'));
  const [a, b] = [join(folder, 'a'), join(folder, 'b')];
  let socat: ChildProcess | undefined;
  const cut = async (): Promise<void> => {
    if (!socat || socat.exitCode !== null || socat.signalCode !== null) return;
    const ended = once(socat, 'exit');
    socat.kill('SIGKILL');
    await ended;
  };
  const plug = async (): Promise<void> => {
    await cut();
    socat = spawn('socat', ['-d', '-d', `pty,raw,echo=0,link=${a}`, `pty,raw,echo=0,link=${b}`], { stdio: ['ignore', 'ignore', 'pipe'] });
    for await (const line of socat.stderr!) if (String(line).includes('starting data transfer loop')) break;
    if (!existsSync(a) || !existsSync(b)) throw new Error('socat made no pair');
  };
  await plug();
  return { a, b, cut, plug };
}
