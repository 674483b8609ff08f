import 'reflect-metadata';
import { createHash, createPrivateKey, X509Certificate as NodeCertificate, webcrypto } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

/** The server's identity: terminals pin the key (SPKI), so that no authority and no sound clock is needed. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
  /** SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiSha256: Uint8Array;
}

export const KEY_FILE = 'server-key.pem';
export const CERTIFICATE_FILE = 'server-cert.pem';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Reads key and certificate of the data folder, or makes them: P-256, self-signed, key 0600. */
export async function serverCertificate(folder: string): Promise<ServerCertificate> {
  const keyFile = path.join(folder, KEY_FILE);
  const certificateFile = path.join(folder, CERTIFICATE_FILE);
  if (!existsSync(keyFile) || !existsSync(certificateFile)) await make(keyFile, certificateFile);
  return readCertificate(keyFile, certificateFile);
}

/** @throws Error when a file is missing, is not PEM, or key and certificate do not belong together. */
export function readCertificate(keyFile: string, certificateFile: string): ServerCertificate {
  const key = readFileSync(keyFile, 'utf8');
  const cert = readFileSync(certificateFile, 'utf8');
  const parsed = new NodeCertificate(cert);
  if (!parsed.checkPrivateKey(createPrivateKey(key))) throw new Error(`${certificateFile} does not belong to ${keyFile}`);
  const spki = parsed.publicKey.export({ type: 'spki', format: 'der' });
  return { key, cert, spkiSha256: createHash('sha256').update(spki).digest() };
}

async function make(keyFile: string, certificateFile: string): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const names = ['localhost', os.hostname()].map((value) => ({ type: 'dns' as const, value }));
  const addresses = Object.values(os.networkInterfaces()).flatMap((all) => all ?? []);
  const unique = [...new Set(['127.0.0.1', ...addresses.filter(({ family }) => family === 'IPv4').map(({ address }) => address)])];
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex')}`,
    name: 'CN=Yichuang hall server',
    // Wide on purpose: the pinned key decides, and kiosks with a dead clock battery must be able to connect.
    notBefore: new Date('2000-01-01T00:00:00Z'),
    notAfter: new Date('2049-12-31T00:00:00Z'),
    signingAlgorithm: ALGORITHM,
    // Node's and the browser's types of this one class differ by a usage; the library names the browser's.
    keys: keys as never,
    extensions: [new SubjectAlternativeNameExtension([...names, ...unique.map((value) => ({ type: 'ip' as const, value }))])],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  writeFileSync(keyFile, `-----BEGIN PRIVATE KEY-----\n${pkcs8.replaceAll(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`, { mode: 0o600 });
  writeFileSync(certificateFile, `${certificate.toString('pem')}\n`, { mode: 0o644 });
}
