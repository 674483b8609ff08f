import Database from 'better-sqlite3';

/** One step of a plan that reads a whole table or index. */
export interface Scan {
  readonly sql: string;
  readonly step: string;
}

/** Every statement that any connection of this process prepares from now on, with how SQLite carries it out. */
export class QueryPlans {
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
  readonly #prepare = Database.prototype.prepare;
  readonly #plans = new Map<string, readonly string[]>();

  constructor() {
    const { explain } = this;
    const real = this.#prepare;
    Database.prototype.prepare = function prepare(this: Database.Database, sql: string) {
      explain(this, sql);
      return real.call(this, sql);
    } as typeof real;
  }

  get statements(): readonly string[] {
    return [...this.#plans.keys()];
  }

  /** Steps that read a whole table. The list of wanted keys is none, nor is the first row of a table in its own order. */
  get scans(): readonly Scan[] {
    return [...this.#plans].flatMap(([sql, steps]) =>
      (sql.endsWith('LIMIT 1') && steps.length === 1 ? [] : steps).filter((step) => /^SCAN (?!wanted VIRTUAL TABLE|CONSTANT ROW|SUBQUERY)/.test(step)).map((step) => ({ sql, step })),
    );
  }

  stop(): void {
    Database.prototype.prepare = this.#prepare;
  }

  readonly explain = (database: Database.Database, sql: string): void => {
    if (this.#plans.has(sql) || !/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(sql)) return;
    const parameters = Array.from({ length: sql.split('?').length - 1 }, () => null);
    const rows = this.#prepare.call(database, `EXPLAIN QUERY PLAN ${sql}`).all(parameters) as readonly { readonly detail: string }[];
    this.#plans.set(sql, rows.map(({ detail }) => detail));
  };
}
