import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unwrap } from '#kernel/result.ts';
import { BACKUP_FOLDER, dailyFileName } from '#offline-cache/backup/daily-files.ts';
import { restoreStore } from '#offline-cache/backup/restore-store.ts';
import type { Chance } from './chance.ts';
import { DrillHall } from './drill-hall.ts';
import { DrillKiosk } from './drill-kiosk.ts';
import { judge, type Paper } from './judge.ts';

const DAYS = ['2026-03-02', '2026-03-03'] as const;
const SUNDAY = '2026-03-01';

interface Lived {
  readonly hall: DrillHall;
  readonly kiosk: DrillKiosk;
  readonly backup: string;
  /** Tickets that neither the server nor a backup has: only the disk. */
  readonly onlyHere: ReadonlySet<string>;
}

/** Two days of tickets with a backup somewhere in the first; what is sent before the disaster varies. @param backup where it goes, by the kiosk's folder */
async function lived(hall: DrillHall, chance: Chance, backup: (kiosk: DrillKiosk) => string): Promise<Lived> {
  const kiosk = new DrillKiosk(hall, await hall.enrol('1号取号机'), 'kiosk', 'a'.repeat(64));
  const file = backup(kiosk);
  await kiosk.start();
  await kiosk.settled();
  await kiosk.take(chance.upTo(4), 'bound');
  await kiosk.take(chance.upTo(6), 'offline');
  if (chance.of(0.6)) await kiosk.settled();
  unwrap(await kiosk.store.backup(file));
  const held = new Set(kiosk.papers.map(({ ticketId }) => ticketId));
  await kiosk.take(chance.upTo(4), 'offline');
  if (chance.of(0.6)) await kiosk.settled();
  await kiosk.stop();
  await hall.nextDay();
  await kiosk.start();
  await kiosk.settled();
  await kiosk.take(chance.upTo(3), 'bound');
  await kiosk.take(chance.upTo(6), 'offline');
  await kiosk.settled();
  await kiosk.stop();
  await takeCut(kiosk, chance.upTo(6));
  const sent = await hall.numbersOf(kiosk.papers.map(({ ticketId }) => ticketId));
  const only = kiosk.papers.map(({ ticketId }) => ticketId).filter((id) => !held.has(id) && !sent.has(id));
  return { hall, kiosk, backup: file, onlyHere: new Set(only) };
}

async function takeCut(kiosk: DrillKiosk, count: number): Promise<void> {
  if (count === 0) return;
  await kiosk.start('cut');
  await kiosk.take(count, 'offline');
  await kiosk.stop();
}

/** Life goes on, with the link or for some hours without it; at the end everything is sent. */
async function goOn(kiosk: DrillKiosk, chance: Chance): Promise<void> {
  if (chance.of(0.5)) await takeCut(kiosk, 1 + chance.upTo(60));
  await kiosk.start();
  await kiosk.take(chance.upTo(4), 'offline');
  await kiosk.settled();
  await kiosk.take(chance.upTo(3), 'bound');
  await kiosk.take(chance.upTo(4), 'offline');
  await kiosk.settled();
}

async function judged(hall: DrillHall, kiosks: readonly DrillKiosk[], nowhere: ReadonlySet<string>, expected: readonly string[]): Promise<readonly string[]> {
  const papers: readonly Paper[] = kiosks.flatMap((kiosk) => kiosk.papers);
  const found = await judge({ services: hall.services, papers, nowhere, shown: await hall.attention(...DAYS), expected });
  for (const kiosk of kiosks) await kiosk.stop();
  return found;
}

/** On a new disk, on a new disk again and again, or over a database beyond reading with its shadow log whole. */
export async function terminalFromYesterday(seed: number, chance: Chance): Promise<readonly string[]> {
  await using hall = await DrillHall.open(seed);
  const { kiosk, backup, onlyHere } = await lived(hall, chance, () => path.join(hall.root, 'monday.db'));
  const newDisk = chance.of(0.7);
  const times = newDisk ? 1 + chance.upTo(2) : 1;
  for (let time = 0; time < times; time += 1) {
    if (newDisk) await kiosk.replaceDisk(null);
    else spoilDatabase(kiosk);
    unwrap(await restoreStore({ ...kiosk.place, from: backup, replace: !newDisk }));
    if (time < times - 1) {
      await takeCut(kiosk, 1 + chance.upTo(8));
      await kiosk.start();
      await kiosk.settled();
      await kiosk.stop();
    }
  }
  await goOn(kiosk, chance);
  return await judged(hall, [kiosk], newDisk ? onlyHere : new Set(), ['store-restored']);
}

/** Database and shadow log are gone or damaged together: the service itself comes up from its daily backup. */
export async function bothGone(seed: number, chance: Chance): Promise<readonly string[]> {
  await using hall = await DrillHall.open(seed);
  const { kiosk, backup, onlyHere } = await lived(hall, chance, ({ folder }) => {
    mkdirSync(path.join(folder, BACKUP_FOLDER), { recursive: true });
    return path.join(folder, BACKUP_FOLDER, dailyFileName(chance.of(0.5) ? SUNDAY : DAYS[0]));
  });
  // A newer copy that cannot be read is passed over.
  if (chance.of(0.3)) writeFileSync(path.join(path.dirname(backup), dailyFileName(DAYS[1])), Buffer.alloc(50_000, 0x33));
  rmSync(path.join(kiosk.folder, 'shadow'), { recursive: true });
  const database = path.join(kiosk.folder, 'terminal.db');
  const damage = chance.upTo(3);
  if (damage < 2) {
    rmSync(database);
    rmSync(`${database}-wal`, { force: true });
  } else if (damage === 2) spoilDatabase(kiosk);
  else {
    const bytes = readFileSync(database);
    bytes[4_096 * Math.floor(chance.next() * (bytes.length / 4_096)) + 100]! ^= 1;
    writeFileSync(database, bytes);
  }
  await goOn(kiosk, chance);
  return await judged(hall, [kiosk], onlyHere, ['store-restored']);
}

/** A disk copied into another machine while facts were unsent: both go on. */
export async function clonedKiosk(seed: number, chance: Chance): Promise<readonly string[]> {
  await using hall = await DrillHall.open(seed);
  const enrolment = await hall.enrol('1号取号机');
  const original = new DrillKiosk(hall, enrolment, 'original', 'a'.repeat(64));
  await original.start();
  await original.settled();
  await original.take(chance.upTo(4), 'bound');
  await original.take(chance.upTo(4), 'offline');
  await original.settled();
  await original.stop();
  await takeCut(original, chance.upTo(5));
  const clone = new DrillKiosk(hall, enrolment, 'clone', 'b'.repeat(64));
  await clone.replaceDisk(original.folder);
  const both = chance.of(0.5) ? [original, clone] : [clone, original];
  const link = chance.of(0.5) ? 'up' : 'cut';
  for (const kiosk of both) await kiosk.start(link);
  for (let turn = 1 + chance.upTo(4); turn > 0; turn -= 1) for (const kiosk of both) await kiosk.take(1 + chance.upTo(4), 'offline');
  if (link === 'cut') {
    for (const kiosk of both) {
      await kiosk.stop();
      await kiosk.start();
    }
  }
  for (const kiosk of both) await kiosk.settled();
  for (const kiosk of both) await kiosk.take(chance.upTo(4), 'offline');
  for (const kiosk of both) await kiosk.settled();
  return await judged(hall, both, new Set(), ['other-machine']);
}

/** An image of the disk put back into its own machine, which sent facts after the image was made. */
export async function imagePutBack(seed: number, chance: Chance): Promise<readonly string[]> {
  await using hall = await DrillHall.open(seed);
  const kiosk = new DrillKiosk(hall, await hall.enrol('1号取号机'), 'kiosk', 'a'.repeat(64));
  await kiosk.start();
  await kiosk.settled();
  await kiosk.take(chance.upTo(5), 'offline');
  if (chance.of(0.5)) await kiosk.settled();
  await kiosk.stop();
  const image = hall.copy(kiosk.folder, 'image');
  const imaged = new Set(kiosk.papers.map(({ ticketId }) => ticketId));
  await kiosk.start();
  await kiosk.take(1 + chance.upTo(5), 'offline');
  await kiosk.take(chance.upTo(3), 'bound');
  await kiosk.settled();
  await kiosk.stop();
  await takeCut(kiosk, chance.upTo(4));
  const sent = await hall.numbersOf(kiosk.papers.map(({ ticketId }) => ticketId));
  const nowhere = new Set(kiosk.papers.map(({ ticketId }) => ticketId).filter((id) => !imaged.has(id) && !sent.has(id)));
  await kiosk.replaceDisk(image);
  await kiosk.start();
  await kiosk.take(1 + chance.upTo(4), 'offline');
  await kiosk.settled();
  await kiosk.take(chance.upTo(4), 'offline');
  await kiosk.settled();
  return await judged(hall, [kiosk], nowhere, ['log-forked']);
}

function spoilDatabase({ folder }: DrillKiosk): void {
  const database = path.join(folder, 'terminal.db');
  rmSync(`${database}-wal`, { force: true });
  writeFileSync(database, Buffer.alloc(64 * 1024, 0x33));
}
