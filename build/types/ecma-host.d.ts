/**
 * What every host offers beside ECMAScript itself and pure code may use: abort signals, strong randomness, UTF-8.
 * Timers stand here for kernel/real-clock.ts alone; everything else takes a Clock.
 */
declare class AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  static abort(reason?: unknown): AbortSignal;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare const crypto: { getRandomValues<T extends Uint8Array | Uint32Array>(array: T): T };
declare const performance: { now(): number };
declare function setTimeout(run: () => void, ms: number): number;
declare function clearTimeout(timer: number): void;
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(bytes: Uint8Array): string;
}
declare class URL {
  constructor(url: string, base?: string);
  readonly href: string;
  readonly protocol: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
  readonly searchParams: URLSearchParams;
}
declare class URLSearchParams {
  get(name: string): string | null;
  has(name: string): boolean;
  entries(): IterableIterator<[string, string]>;
}
