import type { PrinterProfile } from '../profile.ts';
import { generic80 } from './generic-80.ts';

export const customKpm210: PrinterProfile = {
  ...generic80,
  id: 'custom-kpm210',
  title: 'Custom KPM210（80 mm，带出纸器）',
  source: 'Custom KPM210/216 manual p. 76: GS e 3 present, 5 eject, 2 retract, 6 status. That paper stays inside until presented is inference.',
  answers: { realtime: 'expected', echo: 'perhaps', automatic: false },
  cut: { kind: 'old-full' },
  feedBeforeCut: 120,
  presenter: {
    kind: 'custom-kpm',
    ask: [0x1d, 0x65, 0x06],
    present: [0x1d, 0x65, 0x03, 0x40],
    retract: [0x1d, 0x65, 0x02],
    provenInside: ['paper-end', 'jam', 'cutter-error'],
  },
  confirms: 'paper',
};

export const customVkp80: PrinterProfile = {
  ...generic80,
  id: 'custom-vkp80',
  title: 'Custom VKP80II / VKP80III（80 mm，带出纸器）',
  source:
    'VKP80III public driver and KPM150/210 manuals: 1C 50 steps blink E/R timeout, full status 10 04 14 → 10 0F p u r x, density 2–6, at most 640 dots. ' +
    'That paper stays inside until presented is inference.',
  answers: { realtime: 'expected', echo: 'perhaps', automatic: false },
  cut: { kind: 'old-full' },
  feedBeforeCut: 120,
  density: 4,
  presenter: {
    kind: 'custom-vkp80',
    ask: [0x10, 0x04, 0x14],
    present: [0x1c, 0x50, 0x14, 0x01, 0x45, 0x0a],
    retract: [0x1b, 0x43],
    provenInside: ['paper-end', 'jam', 'cutter-error'],
  },
  confirms: 'paper',
};
