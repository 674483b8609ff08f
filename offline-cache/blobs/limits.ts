/** Every figure of the upload, each with its reason. Milliseconds and bytes. */

/** What is in flight at most, and what a broken line can cost: one read of the disk, half a second on 1 Mbit/s. */
export const MOST_CHUNK_BYTES = 64 * 1024;
export const LEAST_CHUNK_BYTES = 4 * 1024;
/** A chunk that took longer holds up a number call for too long on this line: the next is half as large. */
export const SLOW_CHUNK_MS = 400;
export const QUICK_CHUNK_MS = 100;

/** One chunk on a line of 16 kbit/s; longer is a line that is dead. */
export const APPEND_MS = 30_000;
export const ASK_MS = 10_000;
/** Other calls end by their own limits long before; a line that is busy for so long is looked at anew. */
export const QUIET_MS = 60_000;

/** Answers that bring no byte forward (another offset, a changed chunk, a vanished upload) before the page has to wait. */
export const FRUITLESS_ANSWERS = 6;

/** How often what may go is looked for, and how much at once. */
export const COLLECT_EVERY_MS = 600_000;
export const COLLECT_AT_ONCE = 50;

/** Nothing to send: look again at least so often, whatever was missed. */
export const LOOK_AGAIN_MS = 30_000;

/** Operations after which an unknown file is put one era aside; two eras later it goes. */
export const ERA_OPERATIONS = 200;
