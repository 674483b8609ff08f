import { concatBytes, toHex, uint16be, uint16le, uint32le } from '#kernel/bytes.ts';
import { encodeFrame, isReaderTimeout, type Frame } from './frame.ts';
import { EXTRA_ADDRESS_BYTES, SAM_NUMBER_BYTES, SHORTEST_REPLY_LENGTH } from './manual.ts';
import { codeOf, statusOf, type ReaderStatus, type StatusName } from './status.ts';
import type { SamNumber } from './types.ts';

/** CMD, PARA and fixed data of every command (command table of the security module's protocol). */
export const COMMANDS = {
  reset: [0x10, 0xff],
  samStatus: [0x11, 0xff],
  samNumber: [0x12, 0xff],
  find: [0x20, 0x01],
  select: [0x20, 0x02],
  read: [0x30, 0x01],
  readWithFingerprint: [0x30, 0x10],
  extraAddress: [0x30, 0x03],
  cardManagementNumber: [0x30, 0x05],
  setBaud115200: [0x60, 0x00],
  setBaud57600: [0x60, 0x01],
  setBaud38400: [0x60, 0x02],
  setBaud19200: [0x60, 0x03],
  setBaud9600: [0x60, 0x04],
  /** Largest frame on the radio side, in bytes; 0x50 is the usual value. */
  setMaxRadioFrame: [0x61, 0xff, 0x50],
} as const satisfies Readonly<Record<string, readonly number[]>>;

export type CommandName = keyof typeof COMMANDS;

export function encodeCommand(name: CommandName): Uint8Array {
  return encodeFrame(Uint8Array.from(COMMANDS[name]));
}

/** The command that a request frame carries; undefined when no document knows it. */
export function decodeCommand(frame: Frame): CommandName | undefined {
  return (Object.keys(COMMANDS) as CommandName[]).find((name) => {
    const bytes: readonly number[] = COMMANDS[name];
    return bytes.length === frame.body.length && bytes.every((byte, i) => frame.body[i] === byte);
  });
}

export interface Reply {
  readonly status: ReaderStatus;
  readonly data: Uint8Array;
}

export function encodeReply(status: Exclude<StatusName, 'undocumented'>, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  return encodeFrame(concatBytes(Uint8Array.of(0, 0, codeOf(status)), data));
}

/** The reply in a frame; undefined when it is none: too short, or the reader's own timeout mark, which is no answer. */
export function decodeReply(frame: Frame): Reply | undefined {
  if (frame.body.length + 1 < SHORTEST_REPLY_LENGTH || isReaderTimeout(frame.body)) return undefined;
  const [sw1, sw2, sw3] = frame.body;
  return { status: statusOf(sw1!, sw2!, sw3!), data: frame.body.slice(3) };
}

/** The blocks of a card as the reader delivers them, undecoded. */
export interface CardBlocks {
  readonly text: Uint8Array;
  readonly photo: Uint8Array;
  /** Undefined when the reply was one without fingerprints. */
  readonly fingerprint: Uint8Array | undefined;
}

/** Two or three lengths (big-endian 16 bit), then the blocks. */
export function encodeCardBlocks(blocks: CardBlocks): Uint8Array {
  const parts = [blocks.text, blocks.photo, ...(blocks.fingerprint ? [blocks.fingerprint] : [])];
  const lengths = parts.flatMap((part) => [part.length >> 8, part.length & 0xff]);
  return concatBytes(Uint8Array.from(lengths), ...parts);
}

/** Undefined when the lengths inside do not make up the data. */
export function decodeCardBlocks(data: Uint8Array): CardBlocks | undefined {
  if (data.length < 4) return undefined;
  const text = uint16be(data, 0);
  const photo = uint16be(data, 2);
  if (text === 0) return undefined;
  if (data.length === 4 + text + photo) {
    return { text: data.slice(4, 4 + text), photo: data.slice(4 + text), fingerprint: undefined };
  }
  if (data.length < 6) return undefined;
  const fingerprint = uint16be(data, 4);
  if (data.length !== 6 + text + photo + fingerprint) return undefined;
  return { text: data.slice(6, 6 + text), photo: data.slice(6 + text, 6 + text + photo), fingerprint: data.slice(6 + text + photo) };
}

/** Little-endian: two 16-bit numbers, a date as decimal YYYYMMDD, two 32-bit numbers. Undefined unless 16 bytes. */
export function decodeSamNumber(data: Uint8Array): SamNumber | undefined {
  if (data.length !== SAM_NUMBER_BYTES) return undefined;
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = String(uint32le(data, 4)).padStart(8, '0');
  return {
    text: `${two(uint16le(data, 0))}.${two(uint16le(data, 2))}-${date}-${uint32le(data, 8)}-${uint32le(data, 12)}`,
    raw: toHex(data),
  };
}

export function isExtraAddress(data: Uint8Array): boolean {
  return data.length === EXTRA_ADDRESS_BYTES;
}
