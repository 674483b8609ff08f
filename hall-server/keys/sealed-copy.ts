import { createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, type KeyObject } from 'node:crypto';
import { err, ok, type Result } from '#kernel/result.ts';
import { RECOVERY_ALGORITHM, recoveryInfo, type RecoveryCopy, type RecoveryPublicKey } from '#contracts/hall/recovery-copy.ts';

/** Sealing and opening of recovery copies; the format is the contract's. */

const NONCE = new Uint8Array(12);
const TAG_BYTES = 16;
/** DER before the 32 raw bytes of an X25519 SubjectPublicKeyInfo (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

export function rawPublicKey(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(SPKI_PREFIX.length);
}

function publicKeyFrom(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
}

/** @param purpose what it is for; opening it for anything else fails */
export function sealCopy({ publicKey, keyId }: RecoveryPublicKey, purpose: string, secret: Uint8Array): RecoveryCopy {
  const recipient = Buffer.from(publicKey, 'base64');
  const pair = generateKeyPairSync('x25519');
  const ephemeral = rawPublicKey(pair.publicKey);
  const key = derive(pair.privateKey, publicKeyFrom(recipient), ephemeral, recipient, purpose);
  const cipher = createCipheriv('aes-256-gcm', key, NONCE);
  const sealed = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  return { algorithm: RECOVERY_ALGORITHM, keyId, ephemeral: ephemeral.toString('base64'), sealed: sealed.toString('base64') };
}

/** Opens a copy; `cannot-open`: sealed to another key, for another purpose, or damaged. */
export function openCopy(privatePem: string, purpose: string, copy: RecoveryCopy): Result<Buffer, 'cannot-open'> {
  try {
    const privateKey = createPrivateKey(privatePem);
    const ephemeral = Buffer.from(copy.ephemeral, 'base64');
    const key = derive(privateKey, publicKeyFrom(ephemeral), ephemeral, rawPublicKey(privateKey), purpose);
    const sealed = Buffer.from(copy.sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, NONCE);
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return ok(Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]));
  } catch {
    return err('cannot-open');
  }
}

function derive(privateKey: KeyObject, publicKey: KeyObject, ephemeral: Uint8Array, recipient: Uint8Array, purpose: string): Buffer {
  const shared = diffieHellman({ privateKey, publicKey });
  return Buffer.from(hkdfSync('sha256', shared, Buffer.concat([ephemeral, recipient]), recoveryInfo(purpose), 32));
}
