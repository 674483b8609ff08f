import type { PrinterProfile } from '../profile.ts';
import { generic80 } from './generic-80.ts';

export const epic880: PrinterProfile = {
  ...generic80,
  id: 'epic-880',
  title: 'TransAct Epic 880 / Epson 100-88002（80 mm，带出纸器）',
  source: 'Epson 100-88002 manual p. 164 and 183: 1B 6B deliver, 05 1D → 06 1D 41 n. That paper stays inside until delivered is inference.',
  answers: { realtime: 'expected', echo: 'perhaps', automatic: false },
  presenter: { kind: 'epic-880', ask: [0x05, 0x1d], present: [0x1b, 0x6b], provenInside: ['paper-end', 'jam', 'cutter-error'] },
  confirms: 'paper',
};
