import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEBIAN_PACKAGES, missingOf } from './debian-packages.mjs';
import { inRoot } from './paths.mjs';
import { refusalOf } from './require-node.mjs';

describe('the Node that starts the set-up', () => {
  it.each(['v20.19.0', 'v20.20.2', 'v22.0.0', 'v24.21.0', 'v100.0.0'])('is good enough as %s', (version) => {
    expect(refusalOf(version)).toBeUndefined();
  });

  it.each(['v20.18.3', 'v18.20.4', 'v9.11.2', 'v4.0.0'])('is refused as %s in one sentence per language', (version) => {
    const lines = refusalOf(version)?.trim().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines ?? []) expect(line).toMatch(new RegExp(`20\\.19.*${version}`));
  });
});

describe('system packages', () => {
  const wanted = DEBIAN_PACKAGES.filter(({ name }) => ['socat', 'chromium', 'libudev1'].includes(name));

  it('are missing when dpkg does not know them or has only their configuration left', () => {
    const names = missingOf(wanted, 'libudev1 ii\nchromium rc\n').map(({ name }) => name);
    expect(names).toEqual(['socat', 'chromium']);
  });

  it('are not missing when installed, in one architecture or two', () => {
    expect(missingOf(wanted, 'chromium ii\nlibudev1 ii\nlibudev1 ii\nsocat ii\n')).toEqual([]);
  });

  it('all stand in the development manual with who needs them', () => {
    const manual = readFileSync(inRoot('docs/development.md'), 'utf8');
    for (const { name, for: command } of DEBIAN_PACKAGES) {
      expect(manual).toMatch(new RegExp(`\\| \`${name}\` \\|.*\\| ${command === 'start' ? 'start, test' : 'test'} \\|`));
    }
  });
});
