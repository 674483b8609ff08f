import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

/** UUID version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits. Sorts by creation on a sound clock. */
export function uuidV7(clock: Pick<Clock, 'now'>, random: Random): string {
  const bytes = random.bytes(16);
  let ms = Math.max(0, Math.floor(clock.now()));
  for (let i = 5; i >= 0; i -= 1) {
    bytes[i] = ms % 256;
    ms = Math.floor(ms / 256);
  }
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  let text = '';
  for (let i = 0; i < 16; i += 1) text += `${DASH_BEFORE.has(i) ? '-' : ''}${HEX[bytes[i]!]!}`;
  return text;
}

const DASH_BEFORE: ReadonlySet<number> = new Set([4, 6, 8, 10]);
/** Two digits for each byte: every fact has an identifier, and formatting digits one by one cost a tenth of storing it. */
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isUuidV7(text: string): boolean {
  return UUID_V7.test(text);
}
