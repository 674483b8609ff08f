import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { absentFrom, entryOf } from './complete-lock-file.mjs';
import { holds } from './npm-packages.mjs';
import { inRoot } from './paths.mjs';

const lock = {
  packages: {
    '': { name: 'house' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/a-win32': { version: '1.0.0', integrity: 'sha512-w', optional: true, os: ['win32'] },
  },
};
const installed = { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } };

describe('what is installed', () => {
  it('holds the lock when every package is there but those of other platforms', () => {
    expect(holds(lock, installed)).toBe(true);
  });

  it('does not hold it when nothing, nothing readable, or less is there', () => {
    expect(holds(lock, undefined)).toBe(false);
    expect(holds(lock, {})).toBe(false);
    expect(holds(lock, { packages: {} })).toBe(false);
  });

  it('does not hold it when a package has another version or other content', () => {
    expect(holds(lock, { packages: { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } } })).toBe(false);
    expect(holds(lock, { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } } })).toBe(false);
  });

  it('does not hold it when a package is there that the lock dropped', () => {
    const more = { packages: { ...installed.packages, 'node_modules/b': { version: '1.0.0', integrity: 'sha512-b' } } };
    expect(holds(lock, more)).toBe(false);
  });
});

describe('the lock file', () => {
  it('names the packages of every platform: npm 11 refuses one that leaves some out', () => {
    const real = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'));
    expect(absentFrom(real)).toEqual([]);
  });

  it('is completed with the platform that the name of a package says', () => {
    const by = 'node_modules/tool';
    const wanting = {
      packages: { [by]: { dev: true, optionalDependencies: { '@tool/linux-x64-musl': '2.1.0', 'tool-darwin-arm64': '2.1.0' } } },
    };
    const [musl, mac] = absentFrom(wanting);
    expect(entryOf(musl!, wanting)).toEqual({ version: '2.1.0', cpu: ['x64'], dev: true, libc: ['musl'], optional: true, os: ['linux'] });
    expect(entryOf(mac!, wanting)).toEqual({ version: '2.1.0', cpu: ['arm64'], dev: true, optional: true, os: ['darwin'] });
  });

  it('is not completed by guessing when the name says no platform or the version is a range', () => {
    const wanting = { packages: { 'node_modules/tool': {} } };
    expect(() => entryOf({ name: 'fsevents', version: '2.3.3', by: 'node_modules/tool' }, wanting)).toThrow('not a package of one platform');
    expect(() => entryOf({ name: 't-linux-x64', version: '^2', by: 'node_modules/tool' }, wanting)).toThrow('not a package of one platform');
  });
});
