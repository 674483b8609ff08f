import { describe, expect, it } from 'vitest';
import { channelErrorOf } from './channel-error.ts';

const code = (text: string, value: string): Error => Object.assign(new Error(text), { code: value });

describe('texts of native layers', () => {
  it.each([
    [new Error('Error Resource temporarily unavailable Cannot lock port'), 'busy'],
    [new Error('Opening \\\\.\\COM3: Access denied'), 'busy'],
    [new Error('Opening COM9: File not found'), 'not-found'],
    [new Error('Error: No such file or directory, cannot open /dev/ttyUSB9'), 'not-found'],
    [new Error('Error: Permission denied, cannot open /dev/ttyUSB0'), 'no-permission'],
    [new Error('Error: Inappropriate ioctl for device, cannot open /etc/hostname'), 'bad-address'],
    [new Error('LIBUSB_ERROR_BUSY'), 'busy'],
    [new Error('LIBUSB_ERROR_ACCESS'), 'no-permission'],
    [new Error('LIBUSB_TRANSFER_NO_DEVICE'), 'lost'],
    [new Error('LIBUSB_ERROR_NOT_SUPPORTED'), 'unsupported'],
    [code('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'), 'not-found'],
    [code('getaddrinfo ENOTFOUND printer', 'ENOTFOUND'), 'not-found'],
    [code('EBUSY: resource busy or locked, open', 'EBUSY'), 'busy'],
    [code('read ECONNRESET', 'ECONNRESET'), 'lost'],
    [code('write EIO', 'EIO'), 'lost'],
    [new Error('libudev.so.1: cannot open shared object file'), 'unsupported'],
    ['something else', 'unsupported'],
  ])('%s', (error, kind) => {
    const sorted = channelErrorOf(error, 'serial port X');
    expect(sorted.kind).toBe(kind);
    expect(sorted.detail).toMatch(/^serial port X: [^\n]+$/);
  });
});
