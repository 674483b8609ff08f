import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { machineDigest, readMachine, readMachineFacts, type MachinePlaces } from './machine-identity.ts';

interface Card {
  readonly name: string;
  readonly address: string;
  /** Path of its device below `devices`; null for bridges and tunnels. */
  readonly device: string | null;
  readonly assigned?: string;
}

/** A /sys and /etc of the test's own. */
function machine(cards: readonly Card[], board: string | null, system: string | null): MachinePlaces & Disposable {
  const root = mkdtempSync(path.join(tmpdir(), 'yichuang-machine-'));
  const places = { net: path.join(root, 'net'), board: path.join(root, 'product_uuid'), system: path.join(root, 'machine-id') };
  for (const { name, address, device, assigned = '0' } of cards) {
    const folder = path.join(places.net, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'address'), `${address}\n`);
    writeFileSync(path.join(folder, 'addr_assign_type'), `${assigned}\n`);
    if (device === null) continue;
    mkdirSync(path.join(root, 'devices', device), { recursive: true });
    symlinkSync(path.join(root, 'devices', device), path.join(folder, 'device'));
  }
  if (board !== null) writeFileSync(places.board, `${board}\n`);
  if (system !== null) writeFileSync(places.system, `${system}\n`);
  return { ...places, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

const built: Card = { name: 'eno1', address: '02:00:00:00:00:01', device: 'pci0000:00/0000:00:1f.6' };

describe('what tells one machine from another', () => {
  it('is read from built-in cards, the board and the system, in an order that no numbering of cards changes', () => {
    using first = machine([built, { name: 'eno2', address: '02:00:00:00:00:02', device: 'pci0000:00/0000:01:00.0' }], '4C4C4544-0001', 'ab12');
    using renamed = machine([{ ...built, name: 'zz9' }, { name: 'aa0', address: '02:00:00:00:00:02', device: 'pci0000:00/0000:01:00.0' }], '4C4C4544-0001', 'ab12');
    expect(readMachine(first)).toMatch(/^[0-9a-f]{64}$/);
    expect(readMachine(renamed)).toBe(readMachine(first));
  });

  it('does not change with a plugged-in adapter, a bridge, a borrowed or an empty address', () => {
    using bare = machine([built], null, 'ab12');
    using dressed = machine(
      [
        built,
        { name: 'enx1', address: '02:00:00:00:00:09', device: 'pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0' },
        { name: 'docker0', address: '02:42:00:00:00:01', device: null },
        { name: 'wlan0', address: '02:00:00:00:00:0a', device: 'pci0000:00/0000:02:00.0', assigned: '1' },
        { name: 'dummy', address: '00:00:00:00:00:00', device: 'pci0000:00/0000:03:00.0' },
      ],
      null,
      'ab12',
    );
    expect(readMachine(dressed)).toBe(readMachine(bare));
  });

  it('is another one for a copied disk: the system is the same, the card is not', () => {
    using original = machine([built], null, 'ab12');
    using copy = machine([{ ...built, address: '02:00:00:00:00:99' }], null, 'ab12');
    expect(readMachine(copy)).not.toBe(readMachine(original));
  });

  it('is unknown, not some constant, where nothing can be read', () => {
    expect(readMachine({ net: '/nowhere/net', board: '/nowhere/board', system: '/nowhere/system' })).toBeNull();
    expect(readMachineFacts({ net: '/nowhere', board: '/nowhere', system: '/nowhere' })).toEqual({ addresses: [], board: null, system: null });
  });

  it('says nothing of what it is made of', () => {
    const digest = machineDigest({ addresses: ['02:00:00:00:00:01'], board: null, system: 'ab12' })!;
    expect(digest).not.toContain('ab12');
    expect(digest).toHaveLength(64);
  });
});
