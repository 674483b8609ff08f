import type { StoreKey } from '#offline-cache/keys/key-provider.ts';

/** Only as secret as this file. */
export const TEST_KEY: StoreKey = { bytes: new Uint8Array(32).fill(9), algorithm: 'aegis', strength: 'weak' };
