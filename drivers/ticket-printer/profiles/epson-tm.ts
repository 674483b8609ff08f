import type { PrinterProfile } from '../profile.ts';
import { generic80 } from './generic-80.ts';

/** Two-way printers that follow Epson's TM series closely: everything is answered. */
export const epsonTm: PrinterProfile = {
  ...generic80,
  id: 'epson-tm',
  title: 'Epson TM 系列及完全兼容机型（80 mm，双向）',
  source: 'Epson ESC/POS: DLE EOT, GS a, GS r, DLE DC4 8 (clear buffers, works while offline).',
  cancel: 'dle-dc4',
  answers: { realtime: 'expected', echo: 'expected', automatic: true },
};
