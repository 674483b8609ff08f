import type { Readable } from 'node:stream';
import type { Clock } from '#kernel/clock.ts';
import { TIMED_OUT, withTimeout } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { parseKeyText, STORE_KEY_BYTES, type KeyError, type KeyProvider, type StoreKey } from './key-provider.ts';

/** The host hands the key over right after starting us; longer means that it never will. */
const HAND_OVER_MS = 5_000;
/** 64 digits and an end of line; anything longer is no key. */
const MAX_TEXT = 128;

/**
 * A key handed over an inherited pipe as one line of 64 hex digits: it never stands in arguments, the environment or a
 * file. `where` names the pipe for staff.
 */
export function pipeKeyProvider(pipe: Readable, clock: Clock, where = '启动管道'): KeyProvider {
  return {
    async obtain() {
      const text = await withTimeout(clock, HAND_OVER_MS, readLine(pipe));
      if (text === TIMED_OUT || text === '') return err({ kind: 'not-handed-over', where });
      return handedOver(parseKeyText(text), where);
    },
  };
}

/** The side of a MessagePort that this provider needs: Node's, Electron's and the browser's all have it. */
export interface KeyPort {
  once(event: 'message', listener: (message: unknown) => void): unknown;
  start?(): void;
}

/** A key handed over a MessagePort as `{ storeKey: Uint8Array }` of 32 bytes. */
export function portKeyProvider(port: KeyPort, clock: Clock, where = '启动端口'): KeyProvider {
  return {
    async obtain() {
      const message = new Promise<unknown>((resolve) => {
        port.once('message', resolve);
        port.start?.();
      });
      const answer = await withTimeout(clock, HAND_OVER_MS, message);
      if (answer === TIMED_OUT) return err({ kind: 'not-handed-over', where });
      // Electron wraps the message in an event with `data`.
      const { storeKey } = unwrapEvent(answer);
      return handedOver(storeKey instanceof Uint8Array && storeKey.length === STORE_KEY_BYTES ? storeKey : null, where);
    },
  };
}

function handedOver(bytes: Uint8Array | null, where: string): Result<StoreKey, KeyError> {
  return bytes ? ok({ bytes, algorithm: 'aegis', strength: 'strong' }) : err({ kind: 'malformed', where });
}

function unwrapEvent(message: unknown): { readonly storeKey?: unknown } {
  if (typeof message !== 'object' || message === null) return {};
  return 'data' in message && typeof message.data === 'object' && message.data !== null ? message.data : message;
}

async function readLine(pipe: Readable): Promise<string> {
  let text = '';
  for await (const chunk of pipe) {
    text += Buffer.from(chunk as Uint8Array).toString('ascii');
    if (text.includes('\n') || text.length > MAX_TEXT) break;
  }
  return text;
}
