import type { Random } from '#kernel/random.ts';
import type { Result } from '#kernel/result.ts';
import type { OpenError } from '../database/open-error.ts';
import type { StoreStep } from '../engine/context.ts';
import type { ShadowFile } from '../shadow/read-shadow.ts';

/** What an opening had to mend before the store could be used; told to staff in the terminal's log and at the hall server. */
export interface StoreRecovery {
  readonly kind: RecoveryKind;
  /** What was found, for the log: 「文件头不符」, `SQLITE_NOTADB`. */
  readonly found: string;
  /** Folder that keeps what was damaged as it was found; null when there was nothing to keep. */
  readonly quarantine: string | null;
  /** Committed groups put back from the shadow log into the database. */
  readonly putBack: number;
  /** Operations that only the damaged file still had. */
  readonly salvaged: number;
  /**
   * Whether everything acknowledged is known to be back. When not, leases are dropped and numbers go on in the part of
   * the permanent sub-series that is reserved for this.
   */
  readonly whole: boolean;
  /** From the beginning of the opening. */
  readonly ms: number;
}

/**
 * `replayed`: the journal had lost commits; they were put back in place, the log is the same.
 * `rebuilt`: the database was damaged or gone; a new one was made, with a new log.
 * `restored`: the same from a backup: wanted by an administrator, or because the shadow log could not serve either.
 * `shadow-renewed`: the shadow log was damaged, the database is whole; the shadow log was begun anew.
 * `facts-repaired`: the description beside the database or the database's first bytes were damaged; mended from each other.
 */
export type RecoveryKind = 'replayed' | 'rebuilt' | 'restored' | 'shadow-renewed' | 'facts-repaired';

export interface RebuildOptions {
  /** The store's folder. Nobody may have it open, and its caller must have claimed it (`claimFolder`). */
  readonly folder: string;
  /** 32 bytes; proven right by the caller or by what lies in the folder. */
  readonly key: Uint8Array;
  /** A readable database enciphered with the same key to begin from (a backup) where the shadow log leads less far, with its salt; null: the shadow log alone. */
  readonly base: { readonly file: string; readonly salt: string } | null;
  readonly kind: 'rebuilt' | 'restored';
  readonly found: string;
  /** Whether operations of the present database file that lie above all else are salvaged from it. */
  readonly salvage: boolean;
  readonly bootId: string;
  readonly random: Random;
  /** Wall time of the caller's clock, for identifiers and stamps. */
  readonly wallMs: number;
  readonly monotonicMs: number;
  /** What the opening has read of the shadow log already. */
  readonly shadow?: readonly ShadowFile[];
  /** Rehearses crashes in tests. */
  readonly onStep?: (step: StoreStep) => void;
}

/**
 * Makes the folder's database anew: from whichever of the base and the shadow log's checkpoints reaches furthest with the
 * shadow's records after it, plus what can be salvaged. The old files are copied to `quarantine/` first; the new file takes its
 * name as the last act, so that a kill or power cut at any step only means doing it again at the next opening.
 */
export type RebuildStore = (options: RebuildOptions) => Result<Omit<StoreRecovery, 'ms'>, OpenError>;
