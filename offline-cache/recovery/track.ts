import type { RowsEntry } from '../shadow/entry.ts';
import { checkpointRows, groupsAfter, type Group, type ShadowFile } from '../shadow/read-shadow.ts';

/** A whole state of the store that a rebuild can begin from. */
export interface Start {
  readonly position: number;
  readonly schema: number;
  readonly lineage: string;
  rows(): Iterable<RowsEntry>;
}

/** A committed group with the schema it was written for. */
export interface TrackGroup extends Group {
  readonly schema: number;
}

export interface Track {
  readonly start: Start | null;
  /** Groups behind the start in order, with gaps where some are lost. */
  readonly groups: readonly TrackGroup[];
  /** No gap between the start and the end. */
  readonly unbroken: boolean;
  /** Unbroken, and nothing acknowledged can be missing behind the end. */
  readonly whole: boolean;
  /** The last position that anything names. */
  readonly end: number;
}

/**
 * Of all whole states (checkpoints, a backup) the one from which unbroken groups lead furthest; among equals the newest. The groups behind a gap are
 * given too: what they say is still true, only not all.
 * @param bootId of the present run of the machine: what was written in it cannot be missing at a file's end
 */
export function findTrack(folder: string, key: Uint8Array, files: readonly ShadowFile[], base: Start | null, bootId: string): Track {
  const lineage = files.findLast(({ begin }) => begin !== null)?.begin?.lineage ?? base?.lineage ?? '';
  const own = files.filter(({ begin }) => begin === null || begin.lineage === lineage);
  const starts: Start[] = own.flatMap((file) => (file.checkpoint === null ? [] : checkpointStart(folder, key, file)));
  if (base && (base.lineage === lineage || starts.length === 0)) starts.push(base);
  // Only groups of the store that the base is of can follow it.
  const byPosition = base && base.lineage !== lineage && starts.includes(base) ? new Map<number, TrackGroup>() : allGroups(own);
  const best = starts
    .map((start) => ({ start, end: unbrokenEnd(byPosition, start.position) }))
    .toSorted((a, b) => b.end - a.end || b.start.position - a.start.position)[0];
  const end = Math.max(0, ...byPosition.keys(), ...starts.map(({ position }) => position));
  const groups = [...byPosition.values()].filter(({ position }) => position > (best?.start.position ?? 0)).toSorted((a, b) => a.position - b.position);
  const unbroken = best?.end === end;
  return { start: best?.start ?? null, groups, end, unbroken, whole: unbroken && isComplete(own, bootId) };
}

function checkpointStart(folder: string, key: Uint8Array, { name, begin, checkpoint }: ShadowFile): Start[] {
  if (!begin || checkpoint === null) return [];
  return [{ position: checkpoint, schema: begin.schema, lineage: begin.lineage, rows: () => checkpointRows(folder, name, key) }];
}

function allGroups(files: readonly ShadowFile[]): Map<number, TrackGroup> {
  const byPosition = new Map<number, TrackGroup>();
  let schema = 0;
  for (const file of files) {
    schema = file.begin?.schema ?? schema;
    for (const group of groupsAfter(file, 0)) if (group.statements) byPosition.set(group.position, { ...group, schema });
  }
  return byPosition;
}

function unbrokenEnd(groups: ReadonlyMap<number, TrackGroup>, from: number): number {
  let end = from;
  while (groups.has(end + 1)) end += 1;
  return end;
}

/** The last file ends where the store ended: nothing damaged behind, and closed in order or written in this run of the machine. */
function isComplete(files: readonly ShadowFile[], bootId: string): boolean {
  // A file whose checkpoint was cut got no groups: the one before it is the last.
  const last = files.findLast((file) => file.checkpoint !== null || file.damage !== null);
  return last !== undefined && last.damage === null && (last.closed || last.begin?.bootId === bootId);
}
