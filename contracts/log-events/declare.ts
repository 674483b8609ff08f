/**
 * How a log event is declared: once, with its kind, its readers, what of a person it may carry, its text in two
 * languages and its parameters. Types, the log's lines and docs/log-events.md come from the declaration.
 */
export interface LogEventDeclaration<P extends LogParameters = LogParameters> {
  readonly type: LogEventType;
  /** Who should understand it: staff in the hall, or the one who installs and mends. */
  readonly audience: 'staff' | 'installer';
  readonly severity: 'info' | 'warning' | 'error';
  /** `masked`: has a parameter of kind `mask`. There is no class for more than a mask. */
  readonly privacy: 'none' | 'masked';
  readonly params: P;
  /** Every parameter stands in both texts as `{name}`. */
  readonly zh: string;
  readonly en: string;
}

export type LogEventType = 'user-action' | 'system-action' | 'device' | 'sync' | 'security';

export type LogParameters = Readonly<Record<string, LogParameter>>;

/**
 * `text`: identifiers and fault details, redacted before writing. `count`, `milliseconds`: whole or broken numbers.
 * `mask`: 「王**」, made by domain/identity/masking.ts. A table: the closed set of values with the Chinese word for each.
 */
export type LogParameter = 'text' | 'count' | 'milliseconds' | 'mask' | Readonly<Record<string, string>>;

export type LogValue<P extends LogParameter> = P extends 'text' | 'mask'
  ? string
  : P extends 'count' | 'milliseconds'
    ? number
    : Extract<keyof P, string>;

export type LogValues<P extends LogParameters> = { readonly [Name in keyof P]: LogValue<P[Name]> };

/** Keeps the literal types of a family of declarations. */
export function declareEvents<const E extends Readonly<Record<string, LogEventDeclaration>>>(events: E): E {
  return events;
}

/** How a long act ended, for events whose id ends in `-end`. */
export const DONE_OR_FAILED = { done: '完成', failed: '失败' } as const;
