import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex, toHex } from '#kernel/bytes.ts';
import { hidChunk } from '../../ports/hid-chunk-channel.ts';

/** One request and what the mocked device answers to it. */
export interface Turn {
  readonly request: string;
  readonly reply: Uint8Array;
}

export function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

/** Arguments of umockdev-run that mock a reader 0400:C35A with bulk OUT 02 and IN 81, 64-byte packets. */
export function mockUsbReader(turns: readonly Turn[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'usb-reader-'));
  const descriptors = '120110010000004000045AC30001000000010902200001010080320904000002FF0000000705020240000007058102400000';
  const node = '/dev/bus/usb/001/002';
  const device = [
    'P: /devices/pci0000:00/0000:00:14.0/usb1/1-1',
    `N: bus/usb/001/002=${descriptors}`,
    'E: SUBSYSTEM=usb', 'E: DEVTYPE=usb_device', `E: DEVNAME=${node}`, 'E: BUSNUM=001', 'E: DEVNUM=002', 'E: PRODUCT=400/c35a/100', 'E: MAJOR=189', 'E: MINOR=1',
    ...['busnum=1', 'devnum=2', 'speed=12', 'bConfigurationValue=1', 'idVendor=0400', 'idProduct=c35a'].map((text) => `A: ${text}\\n`),
    'A: bNumConfigurations=1',
    `H: descriptors=${descriptors}`,
  ];
  const tree = [`@DEV ${node}`, 'USBDEVFS_CONNECTINFO 0 0200000000000000', 'USBDEVFS_GET_CAPABILITIES 0 01000000'];
  let depth = 0;
  const transfer = (endpoint: number, room: number, bytes: Uint8Array): void => {
    tree.push(`${' '.repeat(depth)}USBDEVFS_REAPURBNDELAY 0 3 ${endpoint} 0 0 ${room} ${bytes.length} 0 ${toHex(bytes, '')}`);
    depth += 1;
  };
  for (const turn of turns) {
    const request = fromHex(turn.request);
    transfer(2, request.length, request);
    for (let at = 0; at < turn.reply.length; at += 64) transfer(129, 64, turn.reply.slice(at, at + 64));
  }
  writeFileSync(join(folder, 'device'), `${device.join('\n')}\n`);
  writeFileSync(join(folder, 'ioctl'), `${tree.join('\n')}\n`);
  return ['-d', join(folder, 'device'), '-i', `${node}=${join(folder, 'ioctl')}`];
}

/** Arguments of umockdev-run that mock a HID reader 0483:572B with 64-byte reports without ids. */
export function mockHidReader(turns: readonly Turn[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'hid-reader-'));
  const parent = '/devices/virt/usb1/1-1/1-1:1.0/0003:0483:572B.0001';
  const device = [
    `P: ${parent}`, 'E: SUBSYSTEM=hid', 'E: HID_ID=0003:00000483:0000572B', 'E: HID_NAME=ID Card Reader', 'E: HID_PHYS=usb-virt-1/input0', 'E: HID_UNIQ=DK0001', '',
    `P: ${parent}/hidraw/hidraw0`, 'N: hidraw0', 'E: SUBSYSTEM=hidraw', 'E: DEVNAME=/dev/hidraw0', 'E: MAJOR=242', 'E: MINOR=0',
  ];
  const descriptor = '0600FF0901A1010902150026FF00750895408102090395409102C0';
  const ioctl = [
    '@DEV /dev/hidraw0', 'HIDIOCGRDESCSIZE 0 1B000000', `HIDIOCGRDESC 0 1B000000${descriptor.padEnd(2 * 4096, '0')}`, 'HIDIOCGRAWINFO 0 0300000083042B57',
  ];
  const script: Uint8Array[] = [];
  const line = (start: string, bytes: Uint8Array): void => {
    script.push(Buffer.from(start), escape(bytes), Buffer.from('\n'));
  };
  for (const turn of turns) {
    line('w 0 ', Uint8Array.of(0, ...hidChunk(fromHex(turn.request), 64)));
    for (let at = 0; at < turn.reply.length; at += 63) line('r 1 ', hidChunk(turn.reply.slice(at, at + 63), 64));
  }
  writeFileSync(join(folder, 'device'), `${device.join('\n')}\n`);
  writeFileSync(join(folder, 'ioctl'), `${ioctl.join('\n')}\n`);
  writeFileSync(join(folder, 'script'), Buffer.concat(script));
  return ['-d', join(folder, 'device'), '-i', `/dev/hidraw0=${join(folder, 'ioctl')}`, '-s', `/dev/hidraw0=${join(folder, 'script')}`];
}

/** Script files write control characters as ^@ … ^_ and the caret itself as ^`. */
function escape(bytes: Uint8Array): Uint8Array {
  const caret = 0x5e;
  return Uint8Array.from(Array.from(bytes).flatMap((byte) => (byte < 0x20 ? [caret, byte + 0x40] : byte === caret ? [caret, 0x60] : [byte])));
}
