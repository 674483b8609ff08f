import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findElectronRuntime } from './find-runtime.ts';

let root: string;

function put(file: string, text = ''): string {
  const full = path.join(root, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'runtime-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("Electron's runtime", () => {
  it('is found where its installer puts it', () => {
    put('node_modules/electron/package.json', '{"version":"45.4.1"}');
    put('node_modules/electron/dist/version', '45.4.1');
    const executable = put('node_modules/electron/dist/electron');
    expect(findElectronRuntime(root, {}, 'linux')).toEqual({ kind: 'installed', executable, version: '45.4.1' });
  });

  it('is found in a folder of its own that the environment names', () => {
    put('own/version', 'v45.0.0\n');
    const executable = put('own/electron.exe');
    const env = { ELECTRON_OVERRIDE_DIST_PATH: path.join(root, 'own') };
    expect(findElectronRuntime(root, env, 'win32')).toEqual({ kind: 'installed', executable, version: '45.0.0' });
  });

  it('is absent, with a word on how to get it, when only the npm package is there', () => {
    put('node_modules/electron/package.json', '{"version":"45.4.1"}');
    const found = findElectronRuntime(root, {}, 'linux');
    expect(found).toMatchObject({ kind: 'absent', detail: expect.stringContaining('npx install-electron') });
  });

  it('is absent when its unpacking was cut off', () => {
    put('node_modules/electron/dist/electron');
    expect(findElectronRuntime(root, {}, 'linux')).toMatchObject({ kind: 'absent', detail: expect.stringContaining('incomplete') });
  });

  it('is absent when it is left over from another version', () => {
    put('node_modules/electron/package.json', '{"version":"45.4.1"}');
    put('node_modules/electron/dist/version', '44.0.0');
    put('node_modules/electron/dist/electron');
    expect(findElectronRuntime(root, {}, 'linux')).toMatchObject({ kind: 'absent', detail: expect.stringContaining('44.0.0') });
  });

  it('is absent on a system Electron does not know', () => {
    expect(findElectronRuntime(root, {}, 'sunos')).toMatchObject({ kind: 'absent', detail: expect.stringContaining('sunos') });
  });
});
