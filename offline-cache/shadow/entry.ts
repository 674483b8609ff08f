/**
 * What the records of a shadow file say. It begins with a checkpoint, the whole of the store's tables: `begin`, `rows` as often as
 * needed, `whole`. Then one `group` for each committed group of requests, and `closed` when the store was closed in order.
 */
export interface BeginEntry {
  /** The store's own random name: a shadow of another store is never put into this one. */
  readonly lineage: string;
  /** `PRAGMA user_version` of the tables. */
  readonly schema: number;
  /** The run of the machine: within it nothing written can be missing. */
  readonly bootId: string;
}

export interface RowsEntry {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ShadowValue[])[];
}

/** How many rows the checkpoint has. */
export interface WholeEntry {
  readonly rows: number;
}

/**
 * The statements of a group in their order, each as the number of its text in this file and its values. `define` holds the texts
 * that this file meets for the first time.
 */
export interface GroupEntry {
  readonly define?: Readonly<Record<string, string>>;
  readonly write: readonly (readonly [number, ...ShadowValue[]])[];
}

/** What a column can hold; bytes travel as `{ bytes: base64 }`. */
export type ShadowValue = string | number | null | { readonly bytes: string };

/** One executed statement that changed something. All that decides its effect stands in its values. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** @throws Error for a value that no column of ours holds */
export function toShadow(value: unknown): ShadowValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') };
  throw new Error(`a ${typeof value} cannot be stored`);
}

export function fromShadow(value: ShadowValue): string | number | null | Buffer {
  return typeof value === 'object' && value !== null ? Buffer.from(value.bytes, 'base64') : value;
}
