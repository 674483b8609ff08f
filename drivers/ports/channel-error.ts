import type { ChannelError } from './byte-channel.ts';

type Kind = ChannelError['kind'];

/**
 * Words and codes of Node, the serial binding, libusb and hidapi, in the order they are tried. The serial binding
 * puts everything into the text ("Error Resource temporarily unavailable Cannot lock port"), the others into a code.
 */
const SIGNS: readonly (readonly [RegExp, Kind])[] = [
  [/cannot lock port|EBUSY|LIBUSB_ERROR_BUSY|device or resource busy|EADDRINUSE|resource temporarily unavailable/i, 'busy'],
  // Windows says "Access denied" for a port that another program holds; a missing right does not exist there.
  [/opening \S*COM\d+: access denied/i, 'busy'],
  [/EACCES|EPERM|permission denied|operation not permitted|LIBUSB_ERROR_ACCESS|access denied/i, 'no-permission'],
  [/ENOENT|ENODEV|ENXIO|no such (file|device)|file not found|LIBUSB_ERROR_NO_DEVICE|LIBUSB_ERROR_NOT_FOUND/i, 'not-found'],
  [/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL/i, 'not-found'],
  [/ETIMEDOUT|LIBUSB_ERROR_TIMEOUT|LIBUSB_TRANSFER_TIMED_OUT|timed out/i, 'timed-out'],
  [/ECONNRESET|ECONNABORTED|EPIPE|\bEIO\b|input\/output error|bad file descriptor|EBADF|LIBUSB_TRANSFER_NO_DEVICE|LIBUSB_ERROR_PIPE/i, 'lost'],
  [/port is not open|could not write to hid|could not read from hid/i, 'lost'],
  [/ENOTTY|inappropriate ioctl|not a tty|EISDIR|ENOTDIR|is a directory/i, 'bad-address'],
  [/ENOTSUP|EOPNOTSUPP|LIBUSB_ERROR_NOT_SUPPORTED|baud ?rate|invalid argument|EINVAL|cannot find module|ERR_DLOPEN|shared object/i, 'unsupported'],
];

/** Sorts what a native layer threw into the closed union. `where` names the device and goes in front of the text. */
export function channelErrorOf(error: unknown, where: string): ChannelError {
  const text = describe(error);
  const kind = SIGNS.find(([sign]) => sign.test(text))?.[1] ?? 'unsupported';
  return { kind, detail: `${where}: ${text}` };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' && !error.message.includes(error.code) ? ` (${error.code})` : '';
  // Happy-eyeballs connects fail with one error per address and an empty message of its own.
  const inner = error instanceof AggregateError ? error.errors.map(describe).join('; ') : '';
  const message = error.message.replace(/^Error:? ?/, '').replaceAll(/\s+/g, ' ').trim();
  return (message || inner || error.name) + code;
}
