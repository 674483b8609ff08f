import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { parseDeviceUri } from './device-uri.ts';

describe('device addresses', () => {
  it('reads a serial port by path with its settings', () => {
    expect(unwrap(parseDeviceUri('serial:/dev/ttyUSB0?baud=9600&parity=even&dtr=off'))).toMatchObject({
      scheme: 'serial', at: { kind: 'path', path: '/dev/ttyUSB0' }, baudRate: 9600, parity: 'even', dtr: false, rts: true,
    });
  });

  it('takes 115200 8N1 without flow control when nothing is said', () => {
    expect(unwrap(parseDeviceUri('serial:COM3'))).toMatchObject({
      at: { kind: 'path', path: 'COM3' }, baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1, flow: 'none',
    });
  });

  it('reads a serial port by USB vendor, product and socket', () => {
    expect(unwrap(parseDeviceUri('serial:?vid=1a86&pid=7523&port=1-2.4'))).toMatchObject({
      at: { kind: 'usb', usb: { vendorId: 0x1a86, productId: 0x7523, port: '1-2.4', serialNumber: undefined } },
    });
  });

  it.each([
    ['tcp:10.0.0.9:9100', { scheme: 'tcp', host: '10.0.0.9', port: 9100 }],
    ['tcp://printer.hall:9100', { scheme: 'tcp', host: 'printer.hall', port: 9100 }],
    ['tcp:[fe80::1]:9100', { scheme: 'tcp', host: 'fe80::1', port: 9100 }],
    ['hid:0483:572b?serial=A%201', { scheme: 'hid', usb: { vendorId: 0x483, productId: 0x572b, serialNumber: 'A 1' } }],
    ['usb:0400:C35A', { scheme: 'usb', usb: { vendorId: 0x400, productId: 0xc35a } }],
    ['lp:/dev/usb/lp0', { scheme: 'lp', path: '/dev/usb/lp0' }],
    ['sim:id-card-reader', { scheme: 'sim', name: 'id-card-reader' }],
  ])('reads %s', (text, expected) => {
    expect(unwrap(parseDeviceUri(text))).toMatchObject(expected);
  });

  it.each([
    ['/dev/ttyUSB0', 'no scheme'],
    ['modem:/dev/x', 'unknown scheme "modem"'],
    ['serial:', 'neither a port path nor "vid" and "pid"'],
    ['serial:?vid=1a86', 'no "pid" beside "vid"'],
    ['serial:/dev/ttyUSB0?baudrate=9600', 'unknown parameter "baudrate"'],
    ['serial:/dev/ttyUSB0?baud=fast', '"baud=fast" is not a whole number from 110'],
    ['serial:/dev/ttyUSB0?baud=1&baud=2', 'parameter "baud" stands twice'],
    ['serial:/dev/ttyUSB0?parity=maybe', '"parity=maybe" is not one of none, even, odd'],
    ['serial:?vid=1a86&pid=7523&port=2', '"port=2" is not a USB port'],
    ['tcp:10.0.0.9', 'not host:port'],
    ['tcp:10.0.0.9:0', 'port 0 is not 1 … 65535'],
    ['usb:0400', 'not vendor:product'],
    ['hid:xyz:1', 'vendor "xyz" is not a hexadecimal number'],
    ['lp:', 'no device file'],
    ['tcp:a:1?x=%zz', 'wrongly percent-encoded'],
  ])('names what is wrong in %s', (text, part) => {
    const parsed = parseDeviceUri(text);
    expect(parsed).toMatchObject({ ok: false, error: { kind: 'bad-address', detail: expect.stringContaining(part) } });
    expect(parsed).toMatchObject({ error: { detail: expect.stringMatching(/^[^\n]* in "[^\n]*"$/) } });
  });
});
