import type { TerminalStore } from '#offline-cache/store-api.ts';

/** Methods that append a fact to the outbox. */
const APPEND = new Set<string | symbol>(['issueBound', 'issueOffline', 'recordPaper', 'requestHelp'] satisfies (keyof TerminalStore)[]);

/**
 * The store for whoever writes facts: when a fact is told to be stored, what waits is already counted anew, so that no
 * screen and no report ever says that nothing waits while something does.
 */
export function countedStore(store: TerminalStore, recount: () => Promise<void>): TerminalStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const call = member.bind(target) as (...args: readonly unknown[]) => Promise<unknown>;
      if (!APPEND.has(name)) return call;
      return async (...args: readonly unknown[]) => {
        const answer = await call(...args);
        // A count that fails is repeated with the next one; what was stored is stored.
        await recount().catch(() => {});
        return answer;
      };
    },
  });
}
