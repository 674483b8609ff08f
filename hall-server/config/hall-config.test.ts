import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEMONSTRATION_CONFIG } from '../demonstration/catalogue.ts';
import { parseConfig, readConfig } from './hall-config.ts';

const { catalogue } = DEMONSTRATION_CONFIG;
const whole = () => structuredClone({ hall: catalogue.hall, businesses: catalogue.businesses, windows: catalogue.windows }) as unknown as WholeFile;

interface WholeFile {
  hall: { timeZone: string };
  businesses: { id: string; series: string; minutesPerTicket: unknown }[];
  windows: { id: string; businessIds: string[] }[];
  settings?: object;
}

describe('the configuration', () => {
  it('is read with defaults for what it leaves out', () => {
    expect(parseConfig(whole(), 'hall.json')).toMatchObject({ ok: true, value: { settings: { leaseBlock: 200, safeRetentionMs: 86_400_000, dayStartMinutes: 0 }, tls: null } });
  });

  it('takes the settings it names', () => {
    const json = { ...whole(), settings: { dayStart: '04:30', leaseBlock: 20, safeRetentionHours: 0.5 } };
    expect(parseConfig(json, 'hall.json')).toMatchObject({ ok: true, value: { settings: { leaseBlock: 20, safeRetentionMs: 1_800_000, dayStartMinutes: 270 } } });
  });

  it('with backups lets only them say what is safe', () => {
    const json = { ...whole(), backup: { to: '/mnt/backup', everyMinutes: 30 } };
    const backup = { to: '/mnt/backup', everyMinutes: 30, keep: 14, sealed: false, acceptSameDisk: false };
    expect(parseConfig(json, 'hall.json')).toMatchObject({ ok: true, value: { backup, settings: { safeRetentionMs: Number.POSITIVE_INFINITY } } });
  });

  it.each([
    ['a wrong type', 'businesses.1.minutesPerTicket', (json: WholeFile) => void (json.businesses[1]!.minutesPerTicket = '7')],
    ['a repeated series', 'businesses.2', (json: WholeFile) => void (json.businesses[2]!.series = 'A')],
    ['a repeated window', 'windows.1', (json: WholeFile) => void (json.windows[1]!.id = 'w1')],
    ['a business nobody knows', 'windows.0.businessIds', (json: WholeFile) => void json.windows[0]!.businessIds.push('nothing')],
    ['a time zone nobody knows', 'hall.timeZone', (json: WholeFile) => void (json.hall.timeZone = '北京')],
    ['a day that starts at 25:00', 'settings.dayStart', (json: WholeFile) => void (json.settings = { dayStart: '25:00' })],
    ['a backup every minute', 'backup.everyMinutes', (json: WholeFile) => void Object.assign(json, { backup: { to: '/b', everyMinutes: 1 } })],
    ['a backup to nowhere', 'backup.to', (json: WholeFile) => void Object.assign(json, { backup: { everyMinutes: 60 } })],
    ['a word it does not know', '', (json: WholeFile) => void Object.assign(json, { windws: [] })],
  ])('with %s is refused, naming %s', (_, at, spoil) => {
    const json = whole();
    spoil(json);
    expect(parseConfig(json, 'hall.json')).toMatchObject({ ok: false, error: { kind: 'config-invalid', where: 'hall.json', at } });
  });

  it.each([
    ['that is missing', undefined],
    ['that is not JSON', '{'],
  ])('in a file %s cannot be read', (_, text) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'hall-config-'));
    const file = path.join(folder, 'hall.json');
    if (text !== undefined) writeFileSync(file, text);
    expect(readConfig(file)).toMatchObject({ ok: false, error: { kind: 'config-unreadable', where: file } });
    rmSync(folder, { recursive: true });
  });
});
