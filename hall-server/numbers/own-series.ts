/**
 * The series a kiosk gives numbers from alone: letters nobody else in the hall uses, from the end of the alphabet, so
 * that they cannot be taken for a business. Null when all are given away.
 */
export function freeOwnSeries(used: ReadonlySet<string>): string | null {
  for (const series of candidates()) if (!used.has(series)) return series;
  return null;
}

function* candidates(): Iterable<string> {
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  for (const first of 'XYZ') yield first;
  for (const first of 'XYZ') for (const second of letters) yield first + second;
  for (const first of 'XYZ') for (const second of letters) for (const third of letters) yield first + second + third;
}
