import { err, ok, type Result } from '#kernel/result.ts';
import type { PrinterProfile } from '../profile.ts';
import { customKpm210, customVkp80 } from './custom.ts';
import { epic880 } from './epic-880.ts';
import { epsonTm } from './epson-tm.ts';
import { generic58 } from './generic-58.ts';
import { generic80 } from './generic-80.ts';
import { genericWriteOnly, genericWriteOnly58 } from './generic-write-only.ts';
import { masungD347, masungT500 } from './masung-d347.ts';

export const PROFILES: readonly PrinterProfile[] = [
  generic80,
  generic58,
  genericWriteOnly,
  genericWriteOnly58,
  epsonTm,
  masungD347,
  masungT500,
  customKpm210,
  customVkp80,
  epic880,
];

/** The profile with this id; the error is one sentence that lists what exists. */
export function profileById(id: string): Result<PrinterProfile, string> {
  const found = PROFILES.find((profile) => profile.id === id);
  if (found) return ok(found);
  return err(`没有名为「${id}」的打印机档案（profile），可用：${PROFILES.map((profile) => profile.id).join('、')}`);
}
