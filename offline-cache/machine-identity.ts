import { hash } from 'node:crypto';
import { readFileSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * What tells this machine from one that its disk was copied to. It is a digest, never sent or stored in the clear, and
 * holds nothing of any person. Linux only; the parts, each left out where it cannot be read:
 * - hardware addresses of built-in network cards (`/sys/class/net/<card>/address`). A card is built in when it has a
 *   device and that device does not hang on USB, so that a plugged-in adapter changes nothing. Cards that lend or take
 *   their address (`addr_assign_type` other than 0, "permanent"; Documentation/ABI/testing/sysfs-class-net) do not count.
 * - the board's UUID (`/sys/class/dmi/id/product_uuid`, readable by root only). The service always runs as the same
 *   user, who owns the data folder, so that it is either always read or never.
 * - `/etc/machine-id` (machine-id(5)), which a disk image carries along, but a reinstalled system does not.
 */
export interface MachineFacts {
  readonly addresses: readonly string[];
  readonly board: string | null;
  readonly system: string | null;
}

/** Where the facts are read from; tests give folders of their own. */
export interface MachinePlaces {
  readonly net: string;
  readonly board: string;
  readonly system: string;
}

const LINUX: MachinePlaces = { net: '/sys/class/net', board: '/sys/class/dmi/id/product_uuid', system: '/etc/machine-id' };

/** 64 hex digits, or null where nothing tells machines apart. */
export function readMachine(places: MachinePlaces = LINUX): string | null {
  return machineDigest(readMachineFacts(places));
}

export function machineDigest({ addresses, board, system }: MachineFacts): string | null {
  if (addresses.length === 0 && board === null && system === null) return null;
  const parts = [...addresses.toSorted().map((address) => `net ${address}`), `board ${board ?? '-'}`, `system ${system ?? '-'}`];
  return hash('sha256', `yichuang machine 1\n${parts.join('\n')}`, 'hex');
}

export function readMachineFacts({ net, board, system }: MachinePlaces): MachineFacts {
  return { addresses: cardAddresses(net), board: word(board), system: word(system) };
}

function cardAddresses(net: string): readonly string[] {
  return names(net).flatMap((card) => {
    const folder = path.join(net, card);
    const address = word(path.join(folder, 'address'));
    const builtIn = isBuiltIn(folder) && word(path.join(folder, 'addr_assign_type')) === '0';
    return builtIn && address !== null && /[1-9a-f]/.test(address) ? [address] : [];
  });
}

/** Bridges, tunnels and containers have no device; adapters have one below a USB port. */
function isBuiltIn(folder: string): boolean {
  try {
    return !realpathSync(path.join(folder, 'device')).split(path.sep).some((part) => /^usb\d*$/.test(part));
  } catch {
    return false;
  }
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function word(file: string): string | null {
  try {
    return readFileSync(file, 'ascii').trim().toLowerCase() || null;
  } catch {
    return null;
  }
}
