import type { PrinterProfile } from '../profile.ts';
import { generic80 } from './generic-80.ts';

/** Masung kiosk printers with a presenter that reports the exit sensor in DLE EOT 5. */
export const masungD347: PrinterProfile = {
  ...generic80,
  id: 'masung-d347',
  title: '美松 D347 等（80 mm，带出纸器）',
  source:
    'Masung PrintCmd: DLE EOT 1–4 in one write, presenter byte 10 04 05 on some D347 models, cut 1B 69 / 1B 6D, DLE EOT 3 bit 5 black mark. ' +
    'That paper stays inside until the cut, and that DLE DC4 8 clears it, is inference.',
  cut: { kind: 'old-full' },
  feedBeforeCut: 120,
  answers: { realtime: 'expected', echo: 'never', automatic: false },
  quirks: { causeBit5: 'black-mark' },
  presenter: { kind: 'masung', ask: [0x10, 0x04, 0x05], present: [], provenInside: ['paper-end', 'jam', 'cutter-error'] },
  confirms: 'paper',
};

/** Masung board printers without a presenter whose QR is private (T500II, MS532II). */
export const masungT500: PrinterProfile = {
  ...masungD347,
  id: 'masung-t500',
  title: '美松 T500II / MS532II（80 mm，私有二维码指令）',
  source: 'Masung PrintCmd: private QR 13 50 48 …, DLE EOT 1–4.',
  qr: 'masung',
  presenter: undefined,
  confirms: 'buffer',
};
