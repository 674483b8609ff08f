import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTicketSigner, readTicketToken } from './ticket-token.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signer = createTicketSigner('k1', privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'), 'https://hall.example/t');
const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const ticketId = '01900000-0000-7000-8000-000000000001';
const url = signer.url(ticketId, { businessDay: '2026-03-02', series: 'A', number: 8, origin: 'bound' });

describe('the ticket QR', () => {
  it('is one URL that keeps everything in the fragment and fits a small code', () => {
    expect(url).toMatch(/^https:\/\/hall\.example\/t#1\.k1\./);
    expect(url.length).toBeLessThan(180);
  });

  it('is read back by whoever has the terminal’s public key', () => {
    expect(readTicketToken(url, () => spki)).toEqual({ keyId: 'k1', ticketId, label: 'A008', businessDay: '2026-03-02' });
  });

  it('is refused when one character was changed', () => {
    expect(readTicketToken(url.replace('A008', 'A007'), () => spki)).toBeNull();
  });

  it('is refused from an unknown terminal or when it is something else', () => {
    expect(readTicketToken(url, () => null)).toBeNull();
    expect(readTicketToken('https://example.com/#hello', () => spki)).toBeNull();
    expect(readTicketToken('', () => spki)).toBeNull();
  });
});
