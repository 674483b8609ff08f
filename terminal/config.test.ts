import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTerminalConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'terminal-config-'));

function written(content: string): string {
  const file = join(folder, 'terminal.json');
  writeFileSync(file, content);
  return file;
}

describe('the terminal configuration', () => {
  it('fills in what is seldom changed', () => {
    const read = readTerminalConfig(written('{"name":"取号机1","kind":"kiosk","surfaces":["kiosk"]}'));
    expect(read).toMatchObject({ ok: true, value: { port: 0, bindLimitMs: 500, framedBy: [] } });
  });

  it('names the file that is missing', () => {
    expect(readTerminalConfig('/nowhere/terminal.json')).toEqual({ ok: false, error: expect.stringContaining('/nowhere/terminal.json') });
  });

  it('names the field that is wrong', () => {
    const read = readTerminalConfig(written('{"name":"取号机1","kind":"kiosk","surfaces":["kiosk"],"port":99999}'));
    expect(read).toEqual({ ok: false, error: expect.stringContaining('「port」') });
  });

  it('refuses a misspelt word instead of ignoring it', () => {
    const read = readTerminalConfig(written('{"name":"取号机1","kind":"kiosk","surfaces":["kiosk"],"tiketPrinter":{"channel":"tcp:1"}}'));
    expect(read).toEqual({ ok: false, error: expect.stringContaining('tiketPrinter') });
  });

  it('says where broken JSON breaks', () => {
    expect(readTerminalConfig(written('{"name": '))).toEqual({ ok: false, error: expect.stringContaining('JSON') });
  });
});
