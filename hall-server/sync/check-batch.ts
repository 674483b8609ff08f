/** Where the server stands in a log. */
export interface LogPosition {
  readonly seq: number;
  readonly headHash: string;
}

export interface BatchItem {
  readonly seq: number;
  /** As the terminal says. */
  readonly hash: string;
  /** SHA-256 of the bytes that came. */
  readonly actualHash: string;
  /** As the bytes say; null when they could not be read. */
  readonly prevHash: string | null;
}

export type BatchVerdict<Item> =
  /** The operations after the cursor; those before it were seen already and are the same. */
  | { readonly kind: 'fits'; readonly fresh: readonly Item[] }
  | { readonly kind: 'gap' }
  | { readonly kind: 'forked' };

/**
 * Whether a batch continues the log. @param knownHash hash of an operation before the cursor where it is still stored
 */
export function checkBatch<Item extends BatchItem>(
  position: LogPosition,
  items: readonly Item[],
  knownHash: (seq: number) => string | undefined,
): BatchVerdict<Item> {
  const first = items[0]?.seq ?? position.seq + 1;
  if (first > position.seq + 1) return { kind: 'gap' };
  for (const [i, item] of items.entries()) {
    if (item.seq !== first + i) return { kind: 'gap' };
    if (item.hash !== item.actualHash) return { kind: 'forked' };
    const before = hashBefore(position, items, i, knownHash);
    if (before !== undefined && item.prevHash !== null && item.prevHash !== before) return { kind: 'forked' };
    const known = item.seq === position.seq ? position.headHash : knownHash(item.seq);
    if (item.seq <= position.seq && known !== undefined && known !== item.hash) return { kind: 'forked' };
  }
  return { kind: 'fits', fresh: items.filter(({ seq }) => seq > position.seq) };
}

function hashBefore(position: LogPosition, items: readonly BatchItem[], i: number, knownHash: (seq: number) => string | undefined): string | undefined {
  if (i > 0) return items[i - 1]!.hash;
  const seq = items[i]!.seq - 1;
  return seq === position.seq ? position.headHash : knownHash(seq);
}
