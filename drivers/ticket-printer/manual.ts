/**
 * Constants of the ESC/POS family. Sources: Epson, Citizen, SNBC, SPRT, Bixolon and HPRT command manuals (they agree
 * on these), Masung PrintCmd, Custom KPM210/VKP80III and Epson 100-88002 (TransAct Epic 880) manuals for presenters.
 */

/** 203 dpi heads: 8 dots to the millimetre. */
export const DOTS_PER_MM = 8;
/** Font A cell; a Chinese character takes two cells. */
export const CELL_WIDTH = 12;
export const CELL_HEIGHT = 24;

/** DLE EOT n: every valid status byte has bits 1 and 4 set and bits 0 and 7 clear. */
export const REALTIME_MASK = 0x93;
export const REALTIME_VALUE = 0x12;
/** First byte of automatic status back: bit 4 set, bits 0, 1 and 7 clear. */
export const AUTOMATIC_VALUE = 0x10;

/** How long the printer may take to answer DLE EOT. Manuals promise the byte "in real time"; SDKs wait 300 ms. */
export const REPLY_MS = 300;
/** A second, more patient try, for network adapters that gather bytes before they forward them. */
export const REPLY_RETRY_MS = 600;
/** After a wait that timed out, an extra byte within this time shows that answers have shifted. */
export const SETTLE_MS = 60;
/** The four bytes of automatic status come together; a longer gap means the rest was lost. */
export const FRAME_GAP_MS = 100;

/** Idle poll; manuals recommend 500–2000 ms. */
export const POLL_MS = 1_000;
/** Poll while a fault stands or a ticket waits at the exit, so that a screen follows quickly. */
export const POLL_FAULT_MS = 500;
export const POLL_EXIT_MS = 250;
/** Polls without an answer before the connection is opened anew. */
export const SILENT_POLLS_BEFORE_REOPEN = 3;
/** Waits before opening again after a loss: a re-plugged printer is back within 3 s. The last one repeats. */
export const REOPEN_DELAYS_MS: readonly number[] = [250, 500, 1_000];

/** Between two questions while waiting for the end of a ticket. */
export const CONFIRM_POLL_MS = 150;
/** Cutting and the first movement of the motor. */
export const CUT_MS = 600;
/** Added to the computed printing time before silence or a missing echo is called so. */
export const CONFIRM_MARGIN_MS = 3_000;
/** A hot head pauses and goes on by itself; it gets this long before the outcome is called unknown. */
export const OVERHEAT_PATIENCE_MS = 15_000;
/** How long the exit sensor is watched for the ticket after the printer has worked through its buffer. */
export const EXIT_WATCH_MS = 1_500;
/** Largest piece written at once; Masung's USB driver takes 4096, serial buffers of small printers are 4 KB. */
export const MAX_CHUNK_BYTES = 2_048;

/** Every realtime question in one write; the Masung SDK does the same. */
export const REALTIME_ALL: readonly number[] = [1, 2, 3, 4];
