import type { LinkView } from '#contracts/terminal/common.ts';
import type { HallLink } from './hall-link.ts';

/** How the terminal stands with the hall, as every screen is told. */
export function linkView({ state, pending, upload, replica }: HallLink): LinkView {
  return { state, pending, upload, asOfMs: replica.asOfMs };
}
