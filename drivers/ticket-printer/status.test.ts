import { describe, expect, it } from 'vitest';
import { fromHex } from '#kernel/bytes.ts';
import { decodeAutomatic, decodePresenter, decodeRealtime, mergeFlags, summarise, type StatusFlags } from './status.ts';

const GENERAL = { causeBit5: 'unrecoverable' } as const;

function word(...answers: readonly [n: number, byte: number][]): string {
  return summarise(mergeFlags(...answers.map(([n, byte]) => decodeRealtime(n, byte, GENERAL)))).kind;
}

describe('DLE EOT, worked bytes', () => {
  it.each<[string, [number, number][], string]>([
    ['12 12 12 12', [[1, 0x12], [2, 0x12], [3, 0x12], [4, 0x12]], 'ready'],
    ['16 for n = 1: drawer level high', [[1, 0x16]], 'ready'],
    ['1E for n = 4', [[1, 0x12], [4, 0x1e]], 'near-end'],
    ['7E for n = 4', [[4, 0x7e]], 'paper-end'],
    ['72 for n = 4', [[4, 0x72]], 'paper-end'],
    ['1A for n = 1 alone', [[1, 0x1a], [2, 0x12], [3, 0x12], [4, 0x12]], 'offline'],
    ['32 for n = 2', [[1, 0x1a], [2, 0x32]], 'paper-end'],
    ['16 for n = 2', [[1, 0x1a], [2, 0x16]], 'cover-open'],
    ['1A for n = 3', [[3, 0x1a]], 'cutter-error'],
    ['16 for n = 3', [[3, 0x16]], 'mechanical-error'],
    ['32 for n = 3', [[3, 0x32]], 'mechanical-error'],
    ['52 for n = 3', [[3, 0x52]], 'overheated'],
    ['52 for n = 2 without a cause', [[1, 0x1a], [2, 0x52], [3, 0x12]], 'offline'],
    ['1A for n = 2: the feed key is held', [[2, 0x1a]], 'ready'],
  ])('%s', (_, answers, expected) => {
    expect(word(...answers)).toBe(expected);
  });

  it('reads bit 5 of n = 3 as the maker means it', () => {
    expect(summarise(decodeRealtime(3, 0x32, { causeBit5: 'cover-open' })).kind).toBe('cover-open');
    expect(summarise(decodeRealtime(3, 0x32, { causeBit5: 'black-mark' })).kind).toBe('black-mark-not-found');
  });
});

describe('automatic status, worked bytes', () => {
  it.each([
    ['10 00 00 00', 'ready'],
    ['14 00 00 0F', 'ready'],
    ['38 00 00 0F', 'cover-open'],
    ['18 00 0F 0F', 'paper-end'],
    ['10 00 03 0F', 'near-end'],
    ['18 08 00 0F', 'cutter-error'],
    ['18 20 00 0F', 'mechanical-error'],
    ['18 40 00 0F', 'overheated'],
    ['18 00 00 0F', 'offline'],
  ])('%s is %s', (hex, kind) => {
    expect(summarise(decodeAutomatic(fromHex(hex))).kind).toBe(kind);
  });
});

describe('presenters, by their bit tables', () => {
  it.each<['masung' | 'custom-kpm' | 'custom-vkp80' | 'epic-880', string, string]>([
    ['masung', '00', 'ready'],
    ['masung', '04', 'ticket-not-taken'],
    ['masung', '01', 'exit-blocked'],
    ['masung', '02', 'paper-pulled'],
    ['masung', '08', 'jam'],
    ['masung', '8F', 'holder-not-loaded'],
    ['custom-kpm', '08', 'ticket-not-taken'],
    ['custom-kpm', '80', 'jam'],
    ['custom-vkp80', '00 00 00 00', 'ready'],
    ['custom-vkp80', '20 00 00 00', 'ticket-not-taken'],
    ['custom-vkp80', '01 00 00 00', 'paper-end'],
    ['custom-vkp80', '00 02 00 00', 'cover-open'],
    ['custom-vkp80', '00 00 40 00', 'jam'],
    ['custom-vkp80', '00 00 00 01', 'cutter-error'],
    ['epic-880', '20', 'ready'],
    ['epic-880', '28', 'ticket-not-taken'],
    ['epic-880', '22', 'jam'],
  ])('%s %s is %s', (kind, hex, expected) => {
    expect(summarise(decodePresenter(kind, fromHex(hex))).kind).toBe(expected);
  });
});

describe('one word for many bits', () => {
  it('says what a person can act on first', () => {
    const all: StatusFlags = { offline: true, coverOpen: true, paperEnd: true, cutter: true, nearEnd: true };
    expect(summarise(all).kind).toBe('cover-open');
  });

  it('keeps a fault that only one report raises', () => {
    expect(mergeFlags({ paperEnd: true }, { paperEnd: false })).toEqual({ paperEnd: true });
  });
});
