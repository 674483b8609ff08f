import type { PrinterProfile } from '../profile.ts';
import { generic80 } from './generic-80.ts';

export const generic58: PrinterProfile = {
  ...generic80,
  id: 'generic-58',
  title: '通用 58 mm 热敏打印机（ESC/POS）',
  paper: 58,
  dots: 384,
  slowestMmPerSecond: 45,
};
