import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SerialPort } from 'serialport';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import { runTerminal } from '#terminal/main.ts';
import { type StopAt, STOP_FILE } from './stop-at.ts';

/**
 * The terminal with a power cut built in: the file `stop-at.json` in its data folder names a step, and the process kills
 * itself there with SIGKILL. The file goes first, so that the next start runs on.
 */
const args = process.argv.slice(2);
const { data } = parseArgs({ args, strict: false, options: { data: { type: 'string' } } }).values;
const file = path.join(String(data), STOP_FILE);

function planned(): StopAt | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StopAt) : null;
}

function die(): never {
  rmSync(file);
  process.kill(process.pid, 'SIGKILL');
  // The signal is on its way; nothing of this program may run any more.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  throw new Error('survived SIGKILL');
}

/** Dies before the named call reaches the store, or after its commit and before anybody hears of it. */
function wrapStore(store: TerminalStore): TerminalStore {
  return new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...given: readonly unknown[]) => Promise<unknown>;
      return async (...given: readonly unknown[]) => {
        const stop = planned();
        const here = stop?.kind === 'store' && stop.method === name ? stop.when : null;
        if (here === 'before') die();
        const answer = await method(...given);
        if (here === 'after') die();
        return answer;
      };
    },
  });
}

/** What is asked or set on the printer's line all day long, and the question that follows a ticket's last byte. */
const startsWith = (bytes: Buffer, ...head: readonly number[]): boolean => head.every((byte, i) => bytes[i] === byte);
const isQuestion = (bytes: Buffer): boolean => startsWith(bytes, 0x10, 0x04) || startsWith(bytes, 0x1d, 0x61);
const isEcho = (bytes: Buffer): boolean => startsWith(bytes, 0x1d, 0x72);

type Port = Awaited<ReturnType<typeof SerialPort.binding.open>>;

/** Dies when so many bytes of a ticket have left for the printer, in the middle of a command if it must be. */
function watchPrinting(port: Port): void {
  const write = port.write.bind(port);
  let sent = 0;
  port.write = async (bytes) => {
    const stop = planned();
    if (stop?.kind !== 'print') return write(bytes);
    if (isEcho(bytes) && sent > 0) die();
    if (isQuestion(bytes)) return write(bytes);
    const left = stop.bytes === 'all' ? Number.POSITIVE_INFINITY : stop.bytes - sent;
    sent += bytes.length;
    await write(bytes.subarray(0, Math.min(bytes.length, left)));
    if (bytes.length >= left) {
      await port.drain();
      die();
    }
  };
}

type Open = (options: { readonly path: string; readonly baudRate: number }) => Promise<Port>;

const binding = SerialPort.binding as { open: Open };
const open = binding.open.bind(binding);
binding.open = async (options) => {
  const port = await open(options);
  if (options.path.endsWith('ticket-printer')) watchPrinting(port);
  return port;
};

const code = await runTerminal(args, { wrapStore });
if (code !== null) process.exit(code);
