import { err, ok, type Result } from '#kernel/result.ts';

export type AddressFault =
  | { readonly kind: 'not-a-url'; readonly text: string }
  /** Something else than https: or http:. */
  | { readonly kind: 'scheme'; readonly text: string }
  /** Plain HTTP leaves this machine: tokens and persons would be readable on the way. */
  | { readonly kind: 'plain-http'; readonly text: string };

/** The address of a hall server: https: anywhere, http: on loopback only. */
export function parseServerAddress(text: string): Result<URL, AddressFault> {
  const url = URL.parse(text);
  if (!url) return err({ kind: 'not-a-url', text });
  if (url.protocol === 'https:') return ok(url);
  if (url.protocol !== 'http:') return err({ kind: 'scheme', text });
  return isLoopback(url.hostname) ? ok(url) : err({ kind: 'plain-http', text });
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
