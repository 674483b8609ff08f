import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

const root = mkdtempSync(path.join(tmpdir(), 'make-folder-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('making a data folder', () => {
  it('makes what is missing above it, for its owner alone', () => {
    const folder = path.join(root, 'a', 'b', 'c');
    makeFolder(folder);
    makeFolder(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('says so when a file stands in its place', () => {
    writeFileSync(path.join(root, 'file'), '');
    expect(() => makeFolder(path.join(root, 'file'))).toThrow('EEXIST');
    expect(() => makeFolder(path.join(root, 'file', 'below'))).toThrow('ENOTDIR');
  });

  it.skipIf(process.platform !== 'linux')('ends where no folder can be made', () => {
    expect(() => makeFolder('/proc/nope/below')).toThrow('ENOENT');
  });
});
