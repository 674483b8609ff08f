import type { PrinterProfile } from '../profile.ts';
import { generic80 } from './generic-80.ts';

/** USB class 07/01/01 and one-way wiring: nothing ever comes back, so nothing is asked and nothing is confirmed. */
export const genericWriteOnly: PrinterProfile = {
  ...generic80,
  id: 'generic-write-only',
  title: '只写打印机（不回传状态，80 mm）',
  answers: { realtime: 'never', echo: 'never', automatic: false },
  cancel: 'none',
  confirms: 'none',
};

export const genericWriteOnly58: PrinterProfile = {
  ...genericWriteOnly,
  id: 'generic-write-only-58',
  title: '只写打印机（不回传状态，58 mm）',
  paper: 58,
  dots: 384,
  slowestMmPerSecond: 45,
};
