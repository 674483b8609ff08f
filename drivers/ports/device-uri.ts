import { err, ok, type Result } from '#kernel/result.ts';

/** A device address, parsed. Selectors (vendor and product) are resolved at each open, so they survive a re-plug. */
export type DeviceUri =
  | ({ readonly scheme: 'serial'; readonly at: SerialPlace } & SerialSettings)
  | { readonly scheme: 'tcp'; readonly host: string; readonly port: number }
  | { readonly scheme: 'hid'; readonly usb: UsbSelector; readonly interface: number | undefined }
  | { readonly scheme: 'usb'; readonly usb: UsbSelector; readonly interface: number | undefined }
  | { readonly scheme: 'lp'; readonly path: string }
  | { readonly scheme: 'sim'; readonly name: string; readonly parameters: ReadonlyMap<string, string> };

export type SerialPlace = { readonly kind: 'path'; readonly path: string } | { readonly kind: 'usb'; readonly usb: UsbSelector };

export interface UsbSelector {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string | undefined;
  /** Bus and port chain as the operating system writes it, such as `1-2` or `1-2.4`: one socket of the machine. */
  readonly port: string | undefined;
}

export interface SerialSettings {
  /** Bits per second, 110 … 4 000 000. */
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
  readonly flow: 'none' | 'rtscts' | 'xonxoff';
  /** Level of the control line after opening; some readers are powered from it. */
  readonly dtr: boolean;
  readonly rts: boolean;
}

export interface BadAddress {
  readonly kind: 'bad-address';
  /** One sentence: what is wrong and where. */
  readonly detail: string;
}

export const DEVICE_SCHEMES = ['serial', 'tcp', 'hid', 'usb', 'lp', 'sim'] as const;

const SERIAL_SETTINGS = ['baud', 'bits', 'parity', 'stop', 'flow', 'dtr', 'rts'] as const;
const USB_SELECTOR = ['vid', 'pid', 'serial', 'port'] as const;

/** Parses a device address such as `serial:/dev/ttyUSB0?baud=115200`. A wrong part is named in the error. */
export function parseDeviceUri(text: string): Result<DeviceUri, BadAddress> {
  try {
    return ok(parse(text.trim()));
  } catch (error) {
    if (error instanceof AddressError) return err({ kind: 'bad-address', detail: `${error.message} in "${text}"` });
    throw error;
  }
}

class AddressError extends Error {}

function fail(message: string): never {
  throw new AddressError(message);
}

function parse(text: string): DeviceUri {
  const colon = text.indexOf(':');
  if (colon < 1) fail('no scheme such as "serial:" or "tcp:"');
  const scheme = text.slice(0, colon);
  const question = text.indexOf('?');
  const place = text.slice(colon + 1, question < 0 ? undefined : question);
  const query = new Parameters(question < 0 ? '' : text.slice(question + 1));
  switch (scheme) {
    case 'serial':
      return parseSerial(place, query);
    case 'tcp':
      return parseTcp(place.replace(/^\/\//, ''), query);
    case 'hid':
    case 'usb': {
      query.allow(['serial', 'port', 'interface']);
      return { scheme, usb: parseIds(place, query, scheme), interface: query.integer('interface', 0, 255) };
    }
    case 'lp':
      query.allow([]);
      if (place === '') fail('no device file after "lp:"');
      return { scheme, path: place };
    case 'sim':
      if (place === '') fail('no simulator name after "sim:"');
      return { scheme, name: place, parameters: query.values };
    default:
      return fail(`unknown scheme "${scheme}" (known: ${DEVICE_SCHEMES.join(', ')})`);
  }
}

function parseSerial(place: string, query: Parameters): DeviceUri {
  query.allow(place === '' ? [...USB_SELECTOR, ...SERIAL_SETTINGS] : SERIAL_SETTINGS);
  const settings: SerialSettings = {
    baudRate: query.integer('baud', 110, 4_000_000) ?? 115_200,
    dataBits: query.choice('bits', ['8', '7']) === '7' ? 7 : 8,
    parity: query.choice('parity', ['none', 'even', 'odd']) ?? 'none',
    stopBits: query.choice('stop', ['1', '2']) === '2' ? 2 : 1,
    flow: query.choice('flow', ['none', 'rtscts', 'xonxoff']) ?? 'none',
    dtr: query.choice('dtr', ['on', 'off']) !== 'off',
    rts: query.choice('rts', ['on', 'off']) !== 'off',
  };
  if (place !== '') return { scheme: 'serial', at: { kind: 'path', path: place }, ...settings };
  const vendor = query.values.get('vid') ?? fail('neither a port path nor "vid" and "pid"');
  const product = query.values.get('pid') ?? fail('no "pid" beside "vid"');
  const usb = selector(hexId('vid', vendor), hexId('pid', product), query);
  return { scheme: 'serial', at: { kind: 'usb', usb }, ...settings };
}

function parseTcp(place: string, query: Parameters): DeviceUri {
  query.allow([]);
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/]+)):(\d{1,5})$/i.exec(place);
  if (!match) fail('not host:port');
  const port = Number(match[3]);
  if (port < 1 || port > 65_535) fail(`port ${port} is not 1 … 65535`);
  return { scheme: 'tcp', host: (match[1] ?? match[2])!, port };
}

function parseIds(place: string, query: Parameters, scheme: string): UsbSelector {
  const match = /^([^:]+):([^:]+)$/.exec(place);
  if (!match) fail(`not vendor:product, such as "${scheme}:0483:572b",`);
  return selector(hexId('vendor', match[1]!), hexId('product', match[2]!), query);
}

function selector(vendorId: number, productId: number, query: Parameters): UsbSelector {
  const port = query.values.get('port');
  if (port !== undefined && !/^\d+-\d+(\.\d+)*$/.test(port)) fail(`"port=${port}" is not a USB port such as 1-2`);
  return { vendorId, productId, serialNumber: query.values.get('serial'), port };
}

function hexId(name: string, text: string): number {
  if (!/^(0x)?[0-9a-f]{1,4}$/i.test(text)) fail(`${name} "${text}" is not a hexadecimal number of up to four digits`);
  return Number.parseInt(text.replace(/^0x/i, ''), 16);
}

class Parameters {
  readonly values: ReadonlyMap<string, string>;

  constructor(query: string) {
    const values = new Map<string, string>();
    for (const part of query.split('&')) {
      if (part === '') continue;
      const equals = part.indexOf('=');
      if (equals < 1) fail(`parameter "${part}" is not name=value`);
      const name = part.slice(0, equals);
      if (values.has(name)) fail(`parameter "${name}" stands twice`);
      values.set(name, decode(part.slice(equals + 1), name));
    }
    this.values = values;
  }

  allow(names: readonly string[]): void {
    for (const name of this.values.keys()) {
      if (!names.includes(name)) fail(`unknown parameter "${name}" (${names.length ? `allowed: ${names.join(', ')}` : 'none allowed'})`);
    }
  }

  integer(name: string, least: number, most: number): number | undefined {
    const text = this.values.get(name);
    if (text === undefined) return undefined;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) fail(`"${name}=${text}" is not a whole number from ${least} to ${most}`);
    return value;
  }

  choice<const T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.values.get(name);
    if (text === undefined) return undefined;
    return choices.find((choice) => choice === text) ?? fail(`"${name}=${text}" is not one of ${choices.join(', ')}`);
  }
}

function decode(text: string, name: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return fail(`parameter "${name}" is wrongly percent-encoded`);
  }
}
