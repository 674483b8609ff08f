/** 「110105 19491231 002X」: groups are easier to compare with the card. */
export function inGroups(value: string, groups: readonly number[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const size of groups) {
    parts.push(value.slice(from, from + size));
    from += size;
  }
  return [...parts, value.slice(from)].filter((part) => part !== '').join(' ');
}
