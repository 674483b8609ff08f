import { spawn } from 'node:child_process';
import { TIMED_OUT, withTimeout, type Clock } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';

/**
 * Turns the 1024 bytes of the licensed WLT format into a picture file (usually a BMP of 102×126). The error is one
 * sentence for staff. Nothing depends on it: a card is complete without its picture.
 */
export type PhotoDecoder = (wlt: Uint8Array) => Promise<Result<Uint8Array, string>>;

/** A licensed library needs some 10 ms; a hung one must not hold up a card. */
const DECODE_LIMIT_MS = 3000;
/** A 24-bit BMP of 102×126 has 38 862 bytes. */
const LARGEST_PICTURE_BYTES = 1_000_000;

/** A decoder of the installer's: a program that takes the WLT bytes on stdin and gives the picture on stdout. */
export function externalPhotoDecoder(program: string, clock: Clock, args: readonly string[] = []): PhotoDecoder {
  return async (wlt) => {
    const child = spawn(program, [...args], { stdio: ['pipe', 'pipe', 'ignore'] });
    const outcome = await withTimeout(
      clock,
      DECODE_LIMIT_MS,
      new Promise<Result<Uint8Array, string>>((resolve) => {
        const parts: Buffer[] = [];
        let size = 0;
        child.once('error', (error) => resolve(err(`photo decoder ${program}: ${error.message}`)));
        child.stdin.on('error', () => {});
        child.stdout.on('data', (part: Buffer) => {
          parts.push(part);
          size += part.length;
          if (size > LARGEST_PICTURE_BYTES) resolve(err(`photo decoder ${program}: more than ${LARGEST_PICTURE_BYTES} bytes`));
        });
        child.once('close', (code) => {
          resolve(code === 0 && size > 0 ? ok(Uint8Array.from(Buffer.concat(parts))) : err(`photo decoder ${program}: ended with ${code} and ${size} bytes`));
        });
        child.stdin.end(wlt);
      }),
    );
    child.kill('SIGKILL');
    return outcome === TIMED_OUT ? err(`photo decoder ${program}: no picture within ${DECODE_LIMIT_MS} ms`) : outcome;
  };
}
