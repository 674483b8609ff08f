import { describe, expect, it } from 'vitest';
import { generateKeyPairSync, createPublicKey, createHash, createPrivateKey, diffieHellman, hkdfSync, createDecipheriv } from 'node:crypto';
import { noLog } from '#contracts/log-events.ts';
import { RECOVERY_ALGORITHM, recoveryInfo, storeKeyPurpose, type RecoveryCopy, type RecoveryPublicKey } from '#contracts/hall/recovery-copy.ts';
import type { HallClient } from '../hall/hall-link.ts';
import { depositStoreKey } from './deposit-key.ts';

const STORE_KEY = Uint8Array.from({ length: 32 }, (_, index) => index);

interface Hall {
  readonly calls: Pick<HallClient, 'terminals'>;
  readonly publicKey: RecoveryPublicKey;
  readonly deposited: RecoveryCopy[];
  open(copy: RecoveryCopy, terminalId: string): Buffer;
}

/** A hall with a recovery key, which opens copies after the contract's words alone. */
function hall(kept: string | null = null): Hall {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(12);
  const recovery: RecoveryPublicKey = {
    algorithm: RECOVERY_ALGORITHM,
    keyId: createHash('sha256').update(raw).digest('hex').slice(0, 16),
    publicKey: raw.toString('base64'),
  };
  const deposited: RecoveryCopy[] = [];
  const terminals = {
    recoveryKey: () => Promise.resolve({ key: recovery, kept: kept === 'present' ? recovery.keyId : kept }),
    depositKey: ({ copy }: { readonly copy: RecoveryCopy }) => {
      deposited.push(copy);
      return Promise.resolve({ kept: copy.keyId });
    },
  };
  return {
    // oRPC's promises carry more than these; nothing here looks at it.
    calls: { terminals } as unknown as Pick<HallClient, 'terminals'>,
    publicKey: recovery,
    deposited,
    open({ ephemeral, sealed }, terminalId) {
      const sender = Buffer.from(ephemeral, 'base64');
      const spki = Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), sender]);
      const shared = diffieHellman({ privateKey: createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })), publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }) });
      const key = Buffer.from(hkdfSync('sha256', shared, Buffer.concat([sender, raw]), recoveryInfo(storeKeyPurpose(terminalId)), 32));
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, new Uint8Array(12));
      decipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
    },
  };
}

describe('the recovery copy of the store’s key', () => {
  it('is left at the hall in a form that only the hall’s private key opens, for this terminal alone', async () => {
    const server = hall();
    expect(await depositStoreKey(server.calls, 'kiosk-1', STORE_KEY, noLog)).toBe(true);
    const [copy] = server.deposited;
    expect(server.open(copy!, 'kiosk-1')).toEqual(Buffer.from(STORE_KEY));
    expect(() => server.open(copy!, 'kiosk-2')).toThrow('authenticate');
    expect(JSON.stringify(copy)).not.toContain(Buffer.from(STORE_KEY).toString('base64'));
  });

  it('is left once, and again when the hall has another recovery key', async () => {
    const present = hall('present');
    expect(await depositStoreKey(present.calls, 'kiosk-1', STORE_KEY, noLog)).toBe(true);
    expect(present.deposited).toEqual([]);
    const renewed = hall('0'.repeat(16));
    await depositStoreKey(renewed.calls, 'kiosk-1', STORE_KEY, noLog);
    expect(renewed.deposited).toHaveLength(1);
  });
});
