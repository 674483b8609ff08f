import type { StoreFailureKind } from '../store-failure.ts';
import type { Moment } from './context.ts';
import type { StoreMethod } from './handlers.ts';

/** Requests of one tick of the caller: one message, one reading of its clock. */
export interface Batch {
  readonly moment: Moment;
  readonly calls: readonly Call[];
}

export interface Call {
  readonly id: number;
  readonly method: StoreMethod;
  readonly args: readonly unknown[];
}

/** Answers of one transaction: sent after its commit. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: { readonly kind: StoreFailureKind; readonly message: string } };
