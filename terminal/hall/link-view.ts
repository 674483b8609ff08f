import type { LinkView } from '#contracts/terminal/common.ts';
import type { HallLink } from './hall-link.ts';

/** How the terminal stands with the hall, as every screen is told. */
export function linkView({ state, pending, upload, replica }: HallLink): LinkView {
  // Facts go first when the server is back, before the hall is read anew: who uploads is not cut off any more.
  const returning = state === 'offline' && (upload.state === 'draining' || upload.state === 'done');
  return { state: returning ? 'connecting' : state, pending, upload, asOfMs: replica.asOfMs };
}
