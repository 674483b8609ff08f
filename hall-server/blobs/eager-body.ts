import type { Readable } from 'node:stream';

/** What may lie here unread before the sender has to wait. */
const MOST_HELD_BYTES = 256 * 1024;

export interface EagerBody {
  readonly content: AsyncIterable<Uint8Array>;
  /** The rest is not wanted: read and dropped, so that the connection can serve the next request. */
  readonly letGo: () => void;
}

/**
 * A request's body, taken from the line as it comes. A stream that breaks drops what nobody has read yet; here that is
 * kept and given first, so that a line that is cut costs only what never arrived. For one reader.
 */
export function eagerBody(source: Readable): EagerBody {
  const held: Uint8Array[] = [];
  let bytes = 0;
  let end: 'open' | 'whole' | 'broken' = 'open';
  let dropping = false;
  let wake: () => void = () => {};
  source.on('data', (part: Uint8Array) => {
    if (dropping) return;
    held.push(part);
    bytes += part.length;
    if (bytes > MOST_HELD_BYTES) source.pause();
    wake();
  });
  const ended = (how: 'whole' | 'broken') => (): void => {
    if (end === 'open') end = how;
    wake();
  };
  source.once('end', ended('whole'));
  source.on('error', ended('broken'));
  source.once('close', ended('broken'));
  async function* content(): AsyncIterable<Uint8Array> {
    for (;;) {
      const part = held.shift();
      if (part) {
        bytes -= part.length;
        yield part;
        continue;
      }
      if (end === 'whole') return;
      if (end === 'broken') throw new Error('the body broke off');
      source.resume();
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return {
    content: content(),
    letGo() {
      dropping = true;
      held.length = 0;
      source.resume();
    },
  };
}
