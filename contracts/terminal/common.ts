import { z } from 'zod';
import { sequence } from '../schemas.ts';

/** Shared by all surfaces of a terminal. */

export const surface = z.enum(['kiosk', 'window', 'board']);
export type Surface = z.infer<typeof surface>;

/**
 * How what was stored here gets to the server, calmly: `none` while nothing out of the ordinary waits; `stored`: kept here
 * until the server takes it; `draining`: on its way after an outage; `done`: just now all of it arrived, for a few seconds.
 */
export const uploadView = z.strictObject({
  state: z.enum(['none', 'stored', 'draining', 'done']),
  /** The most that waited since the outage began, so that a bar only ever grows; at least `pending` while one is under way. */
  of: sequence,
});
export type UploadView = z.infer<typeof uploadView>;

/** How the terminal stands with the hall server, said in words on the screen when not online. */
export const linkView = z.strictObject({
  state: z.enum(['connecting', 'online', 'offline']),
  /** Facts stored here and not yet applied at the server: 「还有 N 笔待上传，已保存在本机」. */
  pending: sequence,
  upload: uploadView,
  /** Server time in milliseconds to which the shown data is true; null before the first contact. */
  asOfMs: z.number().nullable(),
});
export type LinkView = z.infer<typeof linkView>;

/** Wall time for the screen, already corrected by the server; the page ticks on from it. */
export const timeView = z.strictObject({ nowMs: z.number(), timeZone: z.string(), trusted: z.boolean() });
export type TimeView = z.infer<typeof timeView>;

/** What became of this machine's store: mended after damage, put back from a backup, or found on another machine. */
export const noticeKind = z.enum(['store-recovered', 'store-restored', 'machine-changed', 'quarantine-large']);
export type NoticeKind = z.infer<typeof noticeKind>;

/** What concerns staff only: never on a citizen's screen. */
export const staffView = z.strictObject({
  /** Facts of this terminal that the server keeps aside because it could not apply them. */
  parked: sequence,
  /** The first kind of fact that waits for a newer server; it and all behind it wait here. */
  heldBack: z.strictObject({ kind: z.string(), version: z.number().int().min(1) }).nullable(),
  /** Files (scans, pictures) stored here and not yet at the server. */
  files: sequence,
  /** What happened to this machine's store and nobody has confirmed reading yet, oldest first. */
  notices: z.array(z.strictObject({ id: z.string().max(80), kind: noticeKind, atMs: z.number() })),
});
export type StaffView = z.infer<typeof staffView>;
