import { writeSync } from 'node:fs';
import { realClock } from '#kernel/real-clock.ts';
import { DEVICES } from './registry.ts';
import { runShell } from './shell.ts';
import { shellSimulators } from './simulators.ts';

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
process.once('SIGTERM', () => interrupted.abort(new Error('terminated')));

const code = await runShell(
  {
    devices: DEVICES,
    simulators: shellSimulators,
    clock: realClock,
    signal: interrupted.signal,
    input: process.stdin,
    interactive: process.stderr.isTTY,
    out: (text) => writeLine(1, text),
    err: (text) => writeLine(2, text),
  },
  process.argv.slice(2),
);
// Waiting input or a native handle that will not close must not keep an installer's shell.
process.exit(code);

/** Synchronous, so that nothing is cut off by the exit; a reader that went away (`| head`) is no fault of ours. */
function writeLine(descriptor: 1 | 2, text: string): void {
  let rest = Buffer.from(`${text}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}
