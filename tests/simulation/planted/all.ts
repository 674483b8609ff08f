import type { PlantedFault } from '../kit/planted.ts';
import { CRASH_FAULTS } from './crash-faults.ts';
import { HALL_FAULTS } from './hall-faults.ts';
import { TERMINAL_FAULTS } from './terminal-faults.ts';
import { WIRE_FAULTS } from './wire-faults.ts';

/** Every fault the checker must find. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [...TERMINAL_FAULTS, ...CRASH_FAULTS, ...WIRE_FAULTS, ...HALL_FAULTS];
