import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RECOVERY_ALGORITHM, type RecoveryPublicKey } from '#contracts/hall/recovery-copy.ts';
import { writeWhole } from '../whole-files.ts';
import { rawPublicKey } from './sealed-copy.ts';

/**
 * The hall's recovery key pair: terminals seal their store key to the public part, sealed backups their keys. The private
 * part is needed only to open such copies and should be stored away from this machine; no backup contains it.
 */
export const RECOVERY_PRIVATE_FILE = 'recovery-private.pem';
export const RECOVERY_PUBLIC_FILE = 'recovery-public.pem';

export interface HallRecoveryKey {
  readonly publicKey: RecoveryPublicKey;
  /** Null: stored away, as it should be. */
  readonly privateFile: string | null;
  /** It was made just now: the administrator must be told to store it away. */
  readonly made: boolean;
}

/** Reads the public part, or makes the pair at the first start. @throws Error when a file is damaged */
export function hallRecoveryKey(folder: string): HallRecoveryKey {
  const publicFile = path.join(folder, RECOVERY_PUBLIC_FILE);
  const privateFile = path.join(folder, RECOVERY_PRIVATE_FILE);
  const made = !existsSync(publicFile);
  if (made) {
    // A private part without its public one is what a crash between the two leaves.
    if (!existsSync(privateFile)) {
      writeWhole(privateFile, String(generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' })));
    }
    writeWhole(publicFile, String(createPublicKey(createPrivateKey(readFileSync(privateFile))).export({ type: 'spki', format: 'pem' })));
  }
  const key = createPublicKey(readFileSync(publicFile));
  if (key.asymmetricKeyType !== 'x25519') throw new Error(`${publicFile}: not an X25519 key`);
  const raw = rawPublicKey(key);
  return {
    publicKey: { algorithm: RECOVERY_ALGORITHM, keyId: createHash('sha256').update(raw).digest('hex').slice(0, 16), publicKey: raw.toString('base64') },
    privateFile: existsSync(privateFile) ? privateFile : null,
    made,
  };
}
