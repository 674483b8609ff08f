import { TIMED_OUT, withTimeout, type Clock } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { ChannelError } from './byte-channel.ts';
import { channelErrorOf } from './channel-error.ts';

/** Native opens normally end within milliseconds; a Bluetooth or broken USB port may hang for ever. */
export const OPEN_LIMIT_MS = 3000;
/** A native close may never call back after an unplug (serialport 1361, 2323). */
export const CLOSE_LIMIT_MS = 1000;
/** Over the time the bytes need on the wire; flow control may hold a write back. */
export const WRITE_LIMIT_MS = 2000;

/**
 * Runs a native call under our own time limit and sorts what it throws.
 * `undo` receives a value that arrives after the limit, so that a late open does not leave the device locked.
 */
export async function nativeCall<T>(
  clock: Clock,
  limitMs: number,
  where: string,
  call: () => Promise<T>,
  undo?: (late: T) => void,
): Promise<Result<T, ChannelError>> {
  try {
    const work = call();
    const outcome = await withTimeout(clock, limitMs, work);
    if (outcome !== TIMED_OUT) return ok(outcome);
    work.then(undo, () => {});
    return err({ kind: 'timed-out', detail: `${where}: no answer from the operating system within ${limitMs} ms` });
  } catch (error) {
    return err(channelErrorOf(error, where));
  }
}

/** Milliseconds that `bytes` need on a line of `baudRate` bits per second, ten bits to the byte; 0 when unknown. */
export function wireTimeMs(bytes: number, baudRate: number | undefined): number {
  return baudRate === undefined ? 0 : Math.ceil((bytes * 10_000) / baudRate);
}
