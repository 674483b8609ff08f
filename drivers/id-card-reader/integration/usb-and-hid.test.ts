import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { fromHex } from '#kernel/bytes.ts';
import { workedReadReply } from '../fixtures/vectors/worked-card.ts';
import { hasProgram, mockHidReader, mockUsbReader, type Turn } from './umockdev.ts';

const TURNS: readonly Turn[] = [
  { request: 'AA AA AA 96 69 00 03 20 01 22', reply: fromHex('AA AA AA 96 69 00 04 00 00 80 84') },
  { request: 'AA AA AA 96 69 00 03 20 01 22', reply: fromHex('AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97') },
  { request: 'AA AA AA 96 69 00 03 20 02 21', reply: fromHex('AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C') },
  { request: 'AA AA AA 96 69 00 03 30 01 32', reply: workedReadReply() },
];

const CARD = { type: 'resident', name: '张三', sex: '男', ethnicity: '汉', birthDate: '1949-12-31', idNumber: '11010519491231002X', validFrom: '2020-01-01', validTo: '长期' };

function readWith(mock: readonly string[], channel: string): { status: number | null; stdout: string; stderr: string } {
  const command = [...mock, '--', process.execPath, 'drivers/cli/main.ts', 'id-card-reader', 'read', '--channel', channel, '--json', '--timeout', '10'];
  return spawnSync('umockdev-run', command, { encoding: 'utf8', timeout: 30_000 });
}

describe.skipIf(!hasProgram('umockdev-run'))('readers mocked at the kernel boundary (needs umockdev-run)', () => {
  it('are read over USB bulk pipes taken from the descriptor', () => {
    const { stdout, stderr, status } = readWith(mockUsbReader(TURNS), 'usb:0400:c35a');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject(CARD);
    expect(status).toBe(0);
  });

  it('are read over HID reports in chunks of 63 bytes', () => {
    const { stdout, stderr, status } = readWith(mockHidReader(TURNS), 'hid:0483:572b?serial=DK0001');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject(CARD);
    expect(status).toBe(0);
  });

  it.each([
    ['usb:0400:c35b', 'USB device 0400:c35b: no such device is plugged in'],
    ['hid:0483:5750', 'HID device 0483:5750: no such device is plugged in'],
  ])('that are not plugged in are one clear line: %s', (channel, sentence) => {
    const { stdout, stderr, status } = readWith(mockHidReader(TURNS), channel);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(sentence)]);
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });
});
