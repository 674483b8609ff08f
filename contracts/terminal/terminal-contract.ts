import { boardContract } from './board-contract.ts';
import { kioskContract } from './kiosk-contract.ts';
import { windowContract } from './window-contract.ts';

/** One router per surface: a page gets only its own role's, whatever it asks for. */
export const terminalContract = {
  kiosk: kioskContract,
  window: windowContract,
  board: boardContract,
};
