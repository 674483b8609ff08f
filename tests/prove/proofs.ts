import type { Proof } from './proof.ts';

/**
 * In the order in which they run, each in a process of its own. What a proof needs is imported when it runs, so that a
 * proof that cannot be loaded takes no other with it.
 */
export const PROOFS: readonly Proof[] = [];
