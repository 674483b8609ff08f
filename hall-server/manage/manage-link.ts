import { networkInterfaces } from 'node:os';
import { MANAGE_PATH, SIGN_IN_FRAGMENT } from '#contracts/hall/manage-contract.ts';
import type { SignIn } from './sign-in.ts';

export interface ManageLink {
  /** The same link by each address under which this machine may be reached; the first one opened uses it up. */
  readonly urls: readonly string[];
  readonly expiresAtMs: number;
}

const EVERY_ADDRESS = new Set(['0.0.0.0', '[::]']);

/** A link that opens the manager's pages once. The code stands in the fragment: it is never sent in an address or logged. */
export function manageLinkFor(signIn: SignIn, serverUrl: string, minutes: number): ManageLink {
  const { code, expiresAtMs } = signIn.makeLink(minutes);
  const { protocol, hostname, port } = new URL(serverUrl);
  const hosts = EVERY_ADDRESS.has(hostname) ? [...ownAddresses(), '127.0.0.1'] : [hostname];
  return { urls: hosts.map((host) => `${protocol}//${host}:${port}${MANAGE_PATH}/#${SIGN_IN_FRAGMENT}=${code}`), expiresAtMs };
}

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).flatMap(({ family, internal, address }) => (family === 'IPv4' && !internal ? [address] : [])));
}
