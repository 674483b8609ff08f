import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { numberLabel, type TicketNumber } from '#domain/ticket/number.ts';

/**
 * The ticket's QR: one URL with a signed token in the fragment, which browsers never send to a server.
 * Token: `1.<key id>.<ticket id, base64url>.<label>.<YYYYMMDD>.<signature, base64url>`; `1` is Ed25519, further
 * numbers are for further algorithms (SM2). The signature covers everything before its dot.
 */
const ED25519 = '1';

export interface TicketSigner {
  readonly keyId: string;
  readonly urlBase: string;
  url(ticketId: string, number: TicketNumber): string;
}

/** @param privateKey PKCS #8 DER, base64 @param urlBase address without fragment, e.g. `https://hall.example/t` */
export function createTicketSigner(keyId: string, privateKey: string, urlBase: string): TicketSigner {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  return {
    keyId,
    urlBase,
    url(ticketId, number) {
      const id = Buffer.from(ticketId.replaceAll('-', ''), 'hex').toString('base64url');
      const body = [ED25519, keyId, id, numberLabel(number), number.businessDay.replaceAll('-', '')].join('.');
      return `${urlBase}#${body}.${sign(null, Buffer.from(body), key).toString('base64url')}`;
    },
  };
}

export interface TicketToken {
  readonly keyId: string;
  readonly ticketId: string;
  readonly label: string;
  readonly businessDay: string;
}

/** The token in a scanned URL, or null when it is none of ours or its signature does not hold. */
export function readTicketToken(url: string, publicKeyOf: (keyId: string) => string | null): TicketToken | null {
  const parts = url.slice(url.indexOf('#') + 1).split('.');
  if (parts.length !== 6 || parts[0] !== ED25519) return null;
  const [, keyId, id, label, day, signature] = parts as [string, string, string, string, string, string];
  const publicKey = publicKeyOf(keyId);
  if (!publicKey || !/^\d{8}$/.test(day)) return null;
  if (!verify(null, Buffer.from(parts.slice(0, 5).join('.')), publicKeyObject(publicKey), Buffer.from(signature, 'base64url'))) return null;
  const hex = Buffer.from(id, 'base64url').toString('hex');
  if (hex.length !== 32) return null;
  return {
    keyId,
    ticketId: [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-'),
    label,
    businessDay: [day.slice(0, 4), day.slice(4, 6), day.slice(6)].join('-'),
  };
}

function publicKeyObject(spki: string): KeyObject {
  return createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
}
