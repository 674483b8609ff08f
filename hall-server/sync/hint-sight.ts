import type { FeedEntry, FeedHint } from '#contracts/sync/feed.ts';
import { entryFor } from './viewer.ts';

const TERMINAL = 'terminal:';

/**
 * What each viewer sees of one commit. Hundreds of kiosks differ only in their own scope: what they have in common is
 * looked through once, and an entry that names terminals is looked at for these only.
 */
export class HintSight {
  readonly #entries: readonly FeedEntry[];
  readonly #common = new Map<string, readonly FeedEntry[]>();
  readonly #named: ReadonlySet<string>;

  constructor({ entries }: Pick<FeedHint, 'entries'>) {
    this.#entries = entries;
    this.#named = new Set(entries.flatMap(({ scopeBefore, scopeAfter }) => [...scopeBefore, ...scopeAfter].filter((scope) => scope.startsWith(TERMINAL))));
  }

  of(scopes: ReadonlySet<string>): FeedEntry[] {
    const shared: string[] = [];
    for (const scope of scopes) {
      if (!scope.startsWith(TERMINAL)) shared.push(scope);
      else if (this.#named.has(scope)) return this.#look(scopes);
    }
    const key = shared.join(' ');
    let common = this.#common.get(key);
    if (!common) this.#common.set(key, (common = this.#look(new Set(shared))));
    return [...common];
  }

  #look(scopes: ReadonlySet<string>): FeedEntry[] {
    return this.#entries.flatMap((entry) => entryFor(entry, scopes) ?? []);
  }
}
