import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownArguments, readArguments } from './surfaces.ts';

describe("the shell's arguments", () => {
  it('are what stands behind the script, or behind the packaged program', () => {
    const script = path.resolve('electron/main.ts');
    expect(ownArguments(['/opt/electron', '--no-sandbox', 'electron/main.ts', '--surface=kiosk'], script)).toEqual(['--surface=kiosk']);
    expect(ownArguments(['/opt/yichuang', '--surface=board'], script)).toEqual(['--surface=board']);
  });

  it('are none for a kiosk', () => {
    expect(readArguments([])).toEqual({ ok: true, value: { surfaces: ['kiosk'], windowed: false, service: [] } });
  });

  it('name each surface once and leave the rest to the service', () => {
    const given = ['--surface=window', '--data', '/x', '--surface=board', '--windowed', '--surface=window'];
    expect(readArguments(given)).toEqual({
      ok: true,
      value: { surfaces: ['window', 'board'], windowed: true, service: ['--data', '/x'] },
    });
  });

  it('are refused in one sentence when a surface does not exist', () => {
    expect(readArguments(['--surface=dock'])).toEqual({ ok: false, error: '--surface=dock: there are kiosk, window, board' });
  });
});
