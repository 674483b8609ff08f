import { z } from 'zod';

/**
 * A secret sealed to the hall's recovery key, so that only who holds the private part can open it (ECIES in the manner of
 * RFC 9180's base mode): X25519 with a key made for this one copy, key = HKDF-SHA-256(shared secret, salt = ephemeral ‖
 * recipient public key as 32 raw bytes each, info = `recoveryInfo(purpose)`, 32 bytes), AES-256-GCM with a nonce of 12
 * zero bytes (the key seals once), tag of 16 bytes behind the ciphertext.
 */
export const RECOVERY_ALGORITHM = 'x25519-hkdf-sha256-aes256gcm';

export const recoveryCopy = z.strictObject({
  /** Room for SM2 and others. */
  algorithm: z.literal(RECOVERY_ALGORITHM),
  /** The recovery key it is sealed to. */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  /** Base64 of 32 bytes. */
  ephemeral: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
  /** Base64 of ciphertext and tag. */
  sealed: z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/).max(64 * 1024),
});

export type RecoveryCopy = z.infer<typeof recoveryCopy>;

/** The public part, as terminals get it. `keyId`: first 16 hex digits of the SHA-256 of the 32 raw bytes. */
export const recoveryPublicKey = z.strictObject({
  algorithm: z.literal(RECOVERY_ALGORITHM),
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  /** Base64 of 32 bytes. */
  publicKey: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
});

export type RecoveryPublicKey = z.infer<typeof recoveryPublicKey>;

/** Bound into the key, so that a copy cannot be passed off as another terminal's or for another use. */
export function recoveryInfo(purpose: string): string {
  return `yichuang recovery copy 1 ${purpose}`;
}

/** The purpose of a terminal's store key. */
export function storeKeyPurpose(terminalId: string): string {
  return `store-key ${terminalId}`;
}
