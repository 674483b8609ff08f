/** Commits of the hall (its head's version) for which bytes that nobody wants are kept: about a busy day's worth. */
export const KEEP_COMMITS = 10_000;

/** A begun upload is promised to stay at least so long, by the server's clock, whatever happens in the hall. */
export const UPLOAD_STAYS_MS = 7 * 24 * 3_600_000;

/** A body from which nothing came for so long is a line that broke without a word. */
export const SILENT_BODY_MS = 30_000;

/** How often unwanted bytes are looked for. */
export const COLLECT_EVERY_MS = 600_000;
/** Blobs forgotten by one commit. */
export const COLLECT_AT_ONCE = 200;
