import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chooseSerialPort, listFromSysfs, type SerialPortFacts } from './serial-selector.ts';

const root = mkdtempSync(join(tmpdir(), 'sysfs-'));
afterAll(() => rmSync(root, { recursive: true }));

function plugIn(tty: string, usbPort: string, serial: string | undefined): void {
  const usb = join(root, 'devices/pci0000:00/usb1', usbPort.split('.')[0]!, usbPort.includes('.') ? usbPort : '');
  const device = join(usb, `${usbPort}:1.0`, tty);
  mkdirSync(device, { recursive: true });
  writeFileSync(join(usb, 'idVendor'), '1a86\n');
  writeFileSync(join(usb, 'idProduct'), '7523\n');
  if (serial) writeFileSync(join(usb, 'serial'), `${serial}\n`);
  mkdirSync(join(root, 'class/tty', tty), { recursive: true });
  symlinkSync(device, join(root, 'class/tty', tty, 'device'));
}

describe('serial ports chosen by USB', () => {
  const ports: SerialPortFacts[] = [
    { path: '/dev/ttyUSB0', vendorId: 0x1a86, productId: 0x7523, serialNumber: undefined, port: '1-2' },
    { path: '/dev/ttyUSB1', vendorId: 0x1a86, productId: 0x7523, serialNumber: 'A2', port: '1-3.1' },
    { path: '/dev/ttyACM0', vendorId: 0x0483, productId: 0x5740, serialNumber: 'B1', port: '1-4' },
  ];
  const usb = { vendorId: 0x1a86, productId: 0x7523, serialNumber: undefined, port: undefined };

  it('are found by vendor and product, by serial number, or by socket', () => {
    expect(chooseSerialPort({ ...usb, vendorId: 0x0483, productId: 0x5740 }, ports)).toEqual({ ok: true, value: '/dev/ttyACM0' });
    expect(chooseSerialPort({ ...usb, serialNumber: 'A2' }, ports)).toEqual({ ok: true, value: '/dev/ttyUSB1' });
    expect(chooseSerialPort({ ...usb, port: '1-2' }, ports)).toEqual({ ok: true, value: '/dev/ttyUSB0' });
  });

  it('are never guessed among several', () => {
    expect(chooseSerialPort(usb, ports)).toMatchObject({ ok: false, error: { kind: 'bad-address', detail: expect.stringContaining('fits 2 serial ports') } });
  });

  it('that are not plugged in are not found, and the wanted one is named', () => {
    expect(chooseSerialPort({ ...usb, port: '1-9' }, ports)).toEqual({
      ok: false, error: { kind: 'not-found', detail: 'no serial port of USB device 1a86:7523 (port 1-9) is plugged in' },
    });
  });

  it('are listed from sysfs with their sockets, and other terminals are left out', async () => {
    plugIn('ttyUSB0', '1-2', undefined);
    plugIn('ttyUSB1', '1-3.1', 'A2');
    mkdirSync(join(root, 'class/tty/tty0'), { recursive: true });
    const listed = await listFromSysfs(root);
    expect(listed.toSorted((a, b) => a.path.localeCompare(b.path))).toEqual(ports.slice(0, 2));
  });

  it('are none where sysfs is missing', async () => {
    expect(await listFromSysfs(join(root, 'missing'))).toEqual([]);
  });
});
