/** Every waiting time of the sync client, milliseconds, each with its reason. */

/** One ordinary call: a hall server on the same campus answers in milliseconds; longer is a link that is down. */
export const CALL_MS = 5_000;
/** The first word to a server to which a whole city's terminals come back at once; nobody waits for it, people have leased numbers. */
export const HANDSHAKE_MS = 15_000;
/** A batch of 256 KB over a slow 4G back-up line (1 Mbit/s) takes 2 s on the wire. */
export const PUSH_MS = 15_000;
/** First answer of the watch: headers only. */
export const WATCH_OPEN_MS = 5_000;
/** Nothing heard for so long: ask. Proves a silent link and fetches whatever a lost hint would have told. */
export const HEARTBEAT_MS = 10_000;
/** Asked at least this often even while heartbeats come: an instance that has not heard of another's commit says in good faith that there is nothing. */
export const PULL_EVERY_MS = 30_000;
/** The clock is compared, and a new business day learned, at least this often. */
export const HANDSHAKE_EVERY_MS = 300_000;
/** Blocks are topped up at least this often, long before a block of usual size is used up. */
export const LEASE_EVERY_MS = 600_000;
/** A crowd's server says at most a minute; whatever another one says, the hall's news does not wait longer than this. */
export const LONGEST_CATCH_UP_MS = 120_000;
/** A session that ends sooner counts as a failure, so that a server which drops every watch is not stormed. */
export const SHORT_SESSION_MS = 2_000;

/** First upper bound of the random wait after a failure; doubles with every further one. */
export const BACKOFF_FIRST_MS = 500;
/** Longest upper bound: with full jitter, a server that comes back is found after 15 s on average even without a probe. */
export const BACKOFF_MOST_MS = 30_000;
/** How often a waiting client looks whether the server's port answers again, at most; each pause is random down to half. */
export const PROBE_EVERY_MS = 250;
export const PROBE_MS = 1_000;

/** A replica that did not change has its "true as of" written to the disk no more often than this. */
export const AS_OF_SAVE_MS = 60_000;

/** Entries per page of feed and snapshot. */
export const PAGE = 500;
