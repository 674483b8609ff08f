import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recoveryCopy, storeKeyPurpose } from '#contracts/hall/recovery-copy.ts';
import { RECOVERY_PRIVATE_FILE } from '../keys/recovery-key.ts';
import { openCopy, sealCopy } from '../keys/sealed-copy.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let test: TestServer;

beforeEach(async () => {
  test = await startTestServer();
});

afterEach(() => test.close());

describe('the recovery copy of a terminal’s store key', () => {
  it('is kept for the terminal that brought it, the newest one, and opens with the hall’s private key alone', async () => {
    const { client, terminalId } = await test.enrol();
    const { key, kept } = await client.terminals.recoveryKey();
    expect(kept).toBeNull();
    const secret = Buffer.alloc(32, 9);
    await client.terminals.depositKey({ copy: sealCopy(key!, storeKeyPurpose(terminalId), Buffer.alloc(32, 8)) });
    await client.terminals.depositKey({ copy: sealCopy(key!, storeKeyPurpose(terminalId), secret) });
    expect(await client.terminals.recoveryKey()).toEqual({ key, kept: key!.keyId });
    const work = await test.server.services.context.writer.read((_seen, round) => (round === 0 ? [{ table: 'recovery_copy', keys: [[terminalId]] }] : null));
    const copy = recoveryCopy.parse(work.table('recovery_copy').get(terminalId)!.value);
    const pem = readFileSync(path.join(test.folder, RECOVERY_PRIVATE_FILE), 'utf8');
    expect(openCopy(pem, storeKeyPurpose(terminalId), copy)).toEqual({ ok: true, value: secret });
  });

  it('is refused when it is sealed to another hall’s key, which nobody here could open', async () => {
    const { client, terminalId } = await test.enrol();
    const { key } = await client.terminals.recoveryKey();
    const copy = { ...sealCopy(key!, storeKeyPurpose(terminalId), Buffer.alloc(32)), keyId: '0'.repeat(16) };
    await expect(client.terminals.depositKey({ copy })).rejects.toMatchObject({ code: 'OTHER_KEY' });
    expect((await client.terminals.recoveryKey()).kept).toBeNull();
  });
});
