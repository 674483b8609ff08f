import { createHmac } from 'node:crypto';
import type { Identity } from '#domain/identity/identify.ts';
import type { PersonReference } from '#domain/ticket/ticket.ts';

/**
 * A person as a keyed digest: recognisable within the hall, useless outside it. A number read from the card and the
 * same number typed give the same digest, so that one person is one person.
 * @param digestKey base64 of 32 bytes, the hall's
 */
export function personReference(digestKey: string, identity: Identity): PersonReference {
  const digest = createHmac('sha256', Buffer.from(digestKey, 'base64')).update(identity.canonical, 'utf8').digest('hex');
  return { kind: identity.kind, digest, mask: identity.mask };
}
