import { feedValues, type FeedEntity, type FeedEntry } from '#contracts/sync/feed.ts';
import type { z } from 'zod';

export type FeedValue<Entity extends FeedEntity> = z.infer<(typeof feedValues)[Entity]>;

/**
 * A value as this program understands it. Servers are upgraded first: members it does not know yet are left out; a value
 * it cannot understand even so is null, and stays stored as it came.
 */
export function readFeedValue<Entity extends FeedEntity>(entity: Entity, value: unknown): FeedValue<Entity> | null {
  if (!Object.hasOwn(feedValues, entity)) return null;
  const schema = feedValues[entity] as z.ZodType<FeedValue<Entity>>;
  const strict = schema.safeParse(value);
  if (strict.success) return strict.data;
  const known = structuredClone(value);
  for (const issue of strict.error.issues) {
    if (issue.code !== 'unrecognized_keys') return null;
    const holder = issue.path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown>)[step], known) as Record<string, unknown>;
    for (const key of issue.keys) delete holder[key];
  }
  return schema.safeParse(known).data ?? null;
}

/** The entry as seen by one terminal: out of its sight is gone. */
export function asSeenBy(entry: FeedEntry, terminalId: string | null): FeedEntry {
  if (entry.value === null) return entry;
  const sees = entry.scopeAfter.some((scope) => !scope.startsWith('terminal:') || scope === `terminal:${terminalId}`);
  return sees ? entry : { ...entry, value: null };
}
