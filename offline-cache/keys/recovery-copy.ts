import { createCipheriv, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, type KeyObject } from 'node:crypto';
import { RECOVERY_ALGORITHM, recoveryInfo, storeKeyPurpose, type RecoveryCopy, type RecoveryPublicKey } from '#contracts/hall/recovery-copy.ts';

/** The terminal's half of contracts/hall/recovery-copy.ts: it seals and can never open. */

/** DER before the 32 raw bytes of an X25519 SubjectPublicKeyInfo (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');
const RAW_BYTES = 32;

/** @throws Error when the public key is none */
export function sealStoreKey({ publicKey, keyId }: RecoveryPublicKey, terminalId: string, storeKey: Uint8Array): RecoveryCopy {
  const recipient = Buffer.from(publicKey, 'base64');
  const pair = generateKeyPairSync('x25519');
  const ephemeral = rawKey(pair.publicKey);
  const shared = diffieHellman({ privateKey: pair.privateKey, publicKey: createPublicKey({ key: Buffer.concat([SPKI_PREFIX, recipient]), format: 'der', type: 'spki' }) });
  const info = recoveryInfo(storeKeyPurpose(terminalId));
  const key = Buffer.from(hkdfSync('sha256', shared, Buffer.concat([ephemeral, recipient]), info, RAW_BYTES));
  const cipher = createCipheriv('aes-256-gcm', key, new Uint8Array(12));
  const sealed = Buffer.concat([cipher.update(storeKey), cipher.final(), cipher.getAuthTag()]);
  return { algorithm: RECOVERY_ALGORITHM, keyId, ephemeral: ephemeral.toString('base64'), sealed: sealed.toString('base64') };
}

function rawKey(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' }).subarray(SPKI_PREFIX.length);
}
