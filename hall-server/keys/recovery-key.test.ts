import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recoveryCopy, recoveryPublicKey, storeKeyPurpose } from '#contracts/hall/recovery-copy.ts';
import { hallRecoveryKey, RECOVERY_PRIVATE_FILE } from './recovery-key.ts';
import { openCopy, sealCopy } from './sealed-copy.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hall-recovery-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the hall’s recovery key', () => {
  it('is made once, the private part readable by its owner alone, and works after that part was stored away', () => {
    const first = hallRecoveryKey(folder);
    expect(first.made).toBe(true);
    expect(recoveryPublicKey.parse(first.publicKey)).toEqual(first.publicKey);
    expect(statSync(first.privateFile!).mode & 0o777).toBe(0o600);
    rmSync(first.privateFile!);
    expect(hallRecoveryKey(folder)).toEqual({ publicKey: first.publicKey, privateFile: null, made: false });
  });

  it('opens what was sealed to it, for the purpose it was sealed for and nothing else', () => {
    const { publicKey } = hallRecoveryKey(folder);
    const pem = readFileSync(path.join(folder, RECOVERY_PRIVATE_FILE), 'utf8');
    const secret = Buffer.alloc(32, 5);
    const copy = sealCopy(publicKey, storeKeyPurpose('t1'), secret);
    expect(recoveryCopy.parse(copy)).toEqual(copy);
    expect(openCopy(pem, storeKeyPurpose('t1'), copy)).toEqual({ ok: true, value: secret });
    expect(openCopy(pem, storeKeyPurpose('t2'), copy)).toEqual({ ok: false, error: 'cannot-open' });
    const bit = Buffer.from(copy.sealed, 'base64');
    bit[3] = bit[3]! ^ 1;
    expect(openCopy(pem, storeKeyPurpose('t1'), { ...copy, sealed: bit.toString('base64') }).ok).toBe(false);
    expect(openCopy('not a key', storeKeyPurpose('t1'), copy).ok).toBe(false);
  });

  it('never seals the same secret to the same bytes', () => {
    const { publicKey } = hallRecoveryKey(folder);
    expect(sealCopy(publicKey, 'x', Buffer.alloc(32)).sealed).not.toBe(sealCopy(publicKey, 'x', Buffer.alloc(32)).sealed);
  });
});
