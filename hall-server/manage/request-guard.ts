import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';

/** Where the manager's pages may be asked for. */
export interface OwnAddress {
  readonly scheme: 'http' | 'https';
  /** Names the server's certificate holds; null over plain HTTP. */
  readonly certificate: X509Certificate | null;
}

export function ownAddress(cert: string | null): OwnAddress {
  return cert === null ? { scheme: 'http', certificate: null } : { scheme: 'https', certificate: new X509Certificate(cert) };
}

/**
 * Whether the request was addressed to this server by a name of its own: an address cannot be borrowed by somebody's DNS,
 * a name only counts when the certificate holds it.
 */
export function isOwnHost({ host = '' }: IncomingHttpHeaders, own: OwnAddress): boolean {
  const name = URL.parse(`${own.scheme}://${host}`)?.hostname.replace(/^\[|\]$/g, '');
  if (!name) return false;
  return isIP(name) !== 0 || name === 'localhost' || own.certificate?.checkHost(name) !== undefined;
}

/** Whether a request that changes something comes from a page of this very server. */
export function isOwnPage({ host = '', origin }: IncomingHttpHeaders, own: OwnAddress): boolean {
  return origin === `${own.scheme}://${host}`;
}

export function cookieOf({ cookie = '' }: IncomingHttpHeaders, name: string): string {
  for (const pair of cookie.split(/;\s*/)) {
    if (pair.startsWith(`${name}=`)) return pair.slice(name.length + 1);
  }
  return '';
}
