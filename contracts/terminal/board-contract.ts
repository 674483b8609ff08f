import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { hall, id, place } from '../schemas.ts';
import { linkView, timeView } from './common.ts';

/** 综合屏: number → window, large while it is spoken; a stable table by window for latecomers. No names, ever. */

export const boardCall = z.strictObject({
  /** Same ticket and same `calls` count: the same call, spoken once. */
  key: z.string(),
  label: z.string(),
  windowId: id,
  windowLabel: z.string(),
  place,
  direction: z.string(),
  calledAtMs: z.number(),
});
export type BoardCall = z.infer<typeof boardCall>;

export const boardView = z.strictObject({
  hall,
  time: timeView,
  link: linkView,
  /** Newest first, at most 6. */
  calls: z.array(boardCall),
  windows: z.array(
    z.strictObject({
      windowId: id,
      label: z.string(),
      place,
      state: z.enum(['closed', 'open', 'paused']),
      number: z.string().nullable(),
      /** What the window takes, shortened for the table. */
      businesses: z.array(z.string()),
      /** For a paused or closed window: which open one takes the same; null if none. */
      insteadLabel: z.string().nullable(),
    }),
  ),
  waiting: z.array(z.strictObject({ businessName: z.string(), count: z.number().int().min(0) })),
});
export type BoardView = z.infer<typeof boardView>;

export const boardContract = {
  watch: oc.output(eventIterator(boardView)),
};
