/**
 * Constants of the resident ID card reader's protocol (SAM_V / "SDT"; readers after GA 450, modules after GA/T 467,
 * card contents after GA/T 490). Timings are practice of drivers in use, with reserve.
 */

/** Start of every frame in both directions. */
export const PREAMBLE: readonly number[] = [0xaa, 0xaa, 0xaa, 0x96, 0x69];
/** Preamble and the two length bytes. */
export const HEADER_BYTES = 7;
/** The length counts everything behind itself: a request has at least CMD, PARA, CHK. */
export const SHORTEST_LENGTH = 3;
/** A reply has at least SW1, SW2, SW3, CHK. */
export const SHORTEST_REPLY_LENGTH = 4;
/** The longest reply (text, photo, two fingerprints) has 090Ah; anything above this is noise taken for a length. */
export const LONGEST_LENGTH = 0x0a00;

/** UART 8N1 as delivered; the reader can be set to 57 600, 38 400, 19 200 or 9 600. */
export const DEFAULT_BAUD = 115_200;

/** Bytes of the card's text, photo, one fingerprint template and one extra address (GA/T 490). */
export const TEXT_BYTES = 256;
export const PHOTO_BYTES = 1024;
export const FINGERPRINT_BYTES = 512;
export const EXTRA_ADDRESS_BYTES = 70;
export const SAM_NUMBER_BYTES = 16;

/** Pause between two find commands while no card lies there; card readers of this family are polled at this pace. */
export const POLL_MS = 100;
/** A pause inside one frame that means the rest will not come. USB serial adapters deliver within 16 ms; serial servers on a busy network may take some 100 ms. */
export const FRAME_GAP_MS = 800;
/** After a failed command the line must be quiet this long before the next one. */
export const SETTLE_MS = 60;
/** An answer this much too late is still waited for, so that it is not taken for the answer to the next command. */
export const LATE_MS = 300;
/** Pause between two attempts to open a reader that is not there: re-plugging heals within 3 s. */
export const REOPEN_MS = 500;
/** Pause between two attempts to read a card that lies there and cannot be read. */
export const REREAD_MS = 300;

/** Answers in milliseconds from the last written byte at 115 200 Bd to the first of the reply, with reserve. */
export const ANSWER_MS = {
  /** Typically 100; USB serial latency and slow modules included. */
  find: 500,
  select: 500,
  /** Typically 1000 … 2000. */
  read: 5000,
  readWithFingerprint: 6000,
  extraAddress: 1500,
  samNumber: 600,
  samStatus: 600,
  reset: 1000,
} as const;

/** Longest replies in bytes, for scaling by baud rate. */
export const REPLY_BYTES = {
  find: 15,
  select: 19,
  read: 1295,
  readWithFingerprint: 2321,
  extraAddress: 81,
  samNumber: 27,
  samStatus: 11,
  reset: 11,
} as const;

/** Consecutive unanswered finds before the module is reset; one more after it, and the channel is opened anew. */
export const FINDS_BEFORE_RESET = 2;
/** Attempts to select and read one laid card before its failure is told; reading has no side effect on the card. */
export const READ_ATTEMPTS = 3;

/** Pause between two finds while the module is faulty; somebody has to act anyway. */
export const FAULT_POLL_MS = 1000;
