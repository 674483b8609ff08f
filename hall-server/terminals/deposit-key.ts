import type { RecoveryCopy } from '#contracts/hall/recovery-copy.ts';
import type { Act } from '../store/hall-writer.ts';

/** Keeps the newest recovery copy of a terminal's store key; only the hall's private recovery key opens it. */
export function depositKey(terminalId: string, copy: RecoveryCopy): Act<void> {
  return {
    load: (_work, round) => (round === 0 ? [{ table: 'recovery_copy', keys: [[terminalId]] }] : null),
    decide: (work, deciding) => {
      work.table('recovery_copy').put({ terminalId, keyId: copy.keyId, value: copy, depositedAtMs: deciding.nowMs });
      deciding.audit({ actor: terminalId, action: 'recovery-copy.deposited', detail: { keyId: copy.keyId } });
    },
  };
}
