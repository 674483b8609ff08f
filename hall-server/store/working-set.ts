import type { Changes, Loaded, RowChange, Selector } from './hall-store.ts';
import type { HallHead } from './rows.ts';
import { keyOf, keyText, type KeyPart, type TableName, type Tables } from './tables.ts';

/**
 * The part of the hall a decision sees and changes: plain maps, no I/O. A key that was never loaded is a fault of the
 * caller and throws, so that "not there" always means that the database was asked.
 */
export class WorkingSet {
  readonly headBefore: HallHead;
  head: HallHead;
  dropFeedThrough = 0;
  readonly #tables = new Map<TableName, RowMap<TableName>>();
  readonly #waiting = new Map<string, number>();

  constructor(head: HallHead) {
    this.headBefore = head;
    this.head = head;
  }

  /** Adds what was loaded. Rows that were changed meanwhile keep their change. */
  add(selectors: readonly Selector[], loaded: Loaded): void {
    for (const selector of selectors) {
      if ('table' in selector && 'keys' in selector) {
        const map = this.table(selector.table);
        for (const key of selector.keys) map.know(key);
      }
    }
    for (const { businessId, count } of loaded.waiting) this.#waiting.set(businessId, count);
    for (const { table, rows } of loaded.rows) {
      const map = this.table(table) as RowMap<TableName>;
      for (const row of rows) map.loaded(row);
    }
  }

  table<Table extends TableName>(table: Table): RowMap<Table> {
    let map = this.#tables.get(table);
    if (!map) {
      map = new RowMap<TableName>(table);
      this.#tables.set(table, map);
    }
    return map as unknown as RowMap<Table>;
  }

  /** How many waited for the business when it was loaded. @throws Error when they were never counted */
  waitingFor(businessId: string): number {
    const count = this.#waiting.get(businessId);
    if (count === undefined) throw new Error(`the waiting of ${businessId} were not counted`);
    return count;
  }

  /** Whether anything would be written. */
  get changed(): boolean {
    return this.head !== this.headBefore || this.rowChanges().length > 0;
  }

  rowChanges(): RowChange[] {
    return [...this.#tables.values()].flatMap((map) => map.changes());
  }

  changes(): Changes {
    return {
      expected: this.headBefore,
      head: { ...this.head, version: this.headBefore.version + 1 },
      rows: this.rowChanges(),
      dropFeedThrough: this.dropFeedThrough,
    };
  }
}

interface Slot<Row> {
  readonly before: Row | undefined;
  now: Row | undefined;
}

/** The known rows of one table. */
export class RowMap<Table extends TableName> {
  readonly #table: Table;
  readonly #slots = new Map<string, Slot<Tables[Table]>>();
  /** Keys whose row was written here, in the order of writing. */
  readonly #touched = new Set<string>();
  readonly #indexes = new Map<string, { readonly of: (row: Tables[Table]) => string | null; readonly keys: Map<string, Set<string>> }>();

  constructor(table: Table) {
    this.#table = table;
  }

  know(key: readonly KeyPart[]): void {
    const text = keyText(key);
    if (!this.#slots.has(text)) this.#slots.set(text, { before: undefined, now: undefined });
  }

  loaded(row: Tables[Table]): void {
    const text = keyText(keyOf(this.#table, row));
    const slot = this.#slots.get(text);
    if (slot && (slot.before || slot.now)) return;
    this.#slots.set(text, { before: row, now: row });
    this.#reindex(text, undefined, row);
  }

  /** The row as it stands now. @throws Error when this key was never asked of the database. */
  get(...key: readonly KeyPart[]): Tables[Table] | undefined {
    const slot = this.#slots.get(keyText(key));
    if (!slot) throw new Error(`${this.#table} ${key.join(' ')} was not loaded`);
    return slot.now;
  }

  has(...key: readonly KeyPart[]): boolean {
    return this.#slots.get(keyText(key))?.now !== undefined;
  }

  /** All present rows among the known. */
  *all(): Iterable<Tables[Table]> {
    for (const slot of this.#slots.values()) if (slot.now) yield slot.now;
  }

  put(row: Tables[Table]): void {
    const text = keyText(keyOf(this.#table, row));
    const slot = this.#slots.get(text) ?? { before: undefined, now: undefined };
    this.#reindex(text, slot.now, row);
    slot.now = row;
    this.#slots.set(text, slot);
    this.#touched.add(text);
  }

  delete(...key: readonly KeyPart[]): void {
    const text = keyText(key);
    const slot = this.#slots.get(text);
    if (!slot?.now) return;
    this.#reindex(text, slot.now, undefined);
    slot.now = undefined;
    this.#touched.add(text);
  }

  /** Present rows with this value of a named index; the index is built at first use and kept with every change. */
  by(index: string, of: (row: Tables[Table]) => string | null, value: string): readonly Tables[Table][] {
    let entry = this.#indexes.get(index);
    if (!entry) {
      entry = { of, keys: new Map() };
      this.#indexes.set(index, entry);
      for (const [text, slot] of this.#slots) if (slot.now) addTo(entry.keys, of(slot.now), text);
    }
    return [...(entry.keys.get(value) ?? [])].map((text) => this.#slots.get(text)!.now!);
  }

  /** Rows before and after for everything that was written, in the order of writing. */
  *touched(): Iterable<{ readonly before: Tables[Table] | undefined; readonly now: Tables[Table] | undefined }> {
    for (const text of this.#touched) yield this.#slots.get(text)!;
  }

  changes(): RowChange[] {
    const changes: RowChange[] = [];
    for (const { before, now } of this.touched()) {
      const table = this.#table;
      if (now && !before) changes.push({ table, kind: 'insert', row: now } as RowChange);
      else if (now && before && now !== before) changes.push({ table, kind: 'update', row: now, before } as RowChange);
      else if (before && !now) changes.push({ table, kind: 'delete', before } as RowChange);
    }
    return changes;
  }

  #reindex(text: string, before: Tables[Table] | undefined, now: Tables[Table] | undefined): void {
    for (const { of, keys } of this.#indexes.values()) {
      const from = before && of(before);
      if (from != null) keys.get(from)?.delete(text);
      if (now) addTo(keys, of(now), text);
    }
  }
}

function addTo(keys: Map<string, Set<string>>, value: string | null, text: string): void {
  if (value === null) return;
  const set = keys.get(value);
  if (set) set.add(text);
  else keys.set(value, new Set([text]));
}
