/** Something that can be looked at and says when it looks different. */
export interface Watchable<View> {
  /** Null while there is nothing to show yet: the stream waits. */
  readonly view: View | null;
  onChange(changed: () => void): () => void;
}

/**
 * The view now and after each change, newest only: a slow page skips what it missed and never lags behind. Ends with
 * the signal.
 */
export async function* viewStream<View>(source: Watchable<View>, signal: AbortSignal | undefined): AsyncGenerator<View, void, void> {
  let dirty = true;
  let wake: () => void = ignore;
  const poke = (): void => {
    dirty = true;
    wake();
  };
  const unsubscribe = source.onChange(poke);
  signal?.addEventListener('abort', poke, { once: true });
  try {
    for (;;) {
      if (signal?.aborted) return;
      if (dirty) {
        dirty = false;
        const { view } = source;
        if (view !== null) yield view;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    unsubscribe();
    signal?.removeEventListener('abort', poke);
  }
}

function ignore(): void {}
