/**
 * JSON without white space and with sorted keys: equal values have equal bytes. Members that are undefined are left out.
 * Keys must not look like array indexes, which JavaScript puts first.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(record).toSorted()) result[key] = sorted(record[key]);
  return result;
}
