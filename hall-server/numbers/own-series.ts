/**
 * The series a kiosk gives numbers from alone: letters nobody else in the hall uses, from the end of the alphabet, so
 * that they cannot be taken for a business. Null when all are given away.
 * @param from place of the first candidate that is considered
 */
export function freeOwnSeries(used: ReadonlySet<string>, from = 0): string | null {
  let place = 0;
  for (const series of candidates()) {
    if (place >= from && !used.has(series)) return series;
    place += 1;
  }
  return null;
}

/** The place behind the last of these among the candidates. */
export function placeBehind(used: ReadonlySet<string>): number {
  let [place, behind] = [0, 0];
  for (const series of candidates()) {
    place += 1;
    if (used.has(series)) behind = place;
  }
  return behind;
}

function* candidates(): Iterable<string> {
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  for (const first of 'XYZ') yield first;
  for (const first of 'XYZ') for (const second of letters) yield first + second;
  for (const first of 'XYZ') for (const second of letters) for (const third of letters) yield first + second + third;
}
