import { z } from 'zod';
import { sequence } from '../schemas.ts';

/** Shared by all surfaces of a terminal. */

export const surface = z.enum(['kiosk', 'window', 'board']);
export type Surface = z.infer<typeof surface>;

/** How the terminal stands with the hall server, said in words on the screen when not online. */
export const linkView = z.strictObject({
  state: z.enum(['connecting', 'online', 'offline']),
  /** Facts stored here and not yet applied at the server: 「还有 N 笔待上传，已保存在本机」. */
  pending: sequence,
  /** Server time in milliseconds to which the shown data is true; null before the first contact. */
  asOfMs: z.number().nullable(),
});
export type LinkView = z.infer<typeof linkView>;

/** Wall time for the screen, already corrected by the server; the page ticks on from it. */
export const timeView = z.strictObject({ nowMs: z.number(), timeZone: z.string(), trusted: z.boolean() });
export type TimeView = z.infer<typeof timeView>;
