import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Ticket } from '#domain/ticket/ticket.ts';
import { SHADOW_FOLDER } from '#offline-cache/shadow/shadow-files.ts';
import type { Chance } from './chance.ts';
import { judge, labelOf } from './judge.ts';
import { Drill } from './kit/drill.ts';

/** The server is lost and comes back from the evening's backup; one kiosk is away meanwhile. */
export async function serverFromYesterday(seed: number, chance: Chance): Promise<readonly string[]> {
  return during(await Drill.lived(chance.upTo(60), { evening: 2 + chance.upTo(12), seed }), async (drill) => {
    const [one, two] = drill.kiosks;
    two.cut = true;
    await drill.pass(2_000);
    for (let i = chance.upTo(6); i > 0; i -= 1) await two.take();
    await drill.hall.restore(drill.evening);
    for (let i = chance.upTo(8); i > 0; i -= 1) await one.take();
    if (chance.of(0.5)) await drill.pass(1_000 * chance.upTo(30));
    two.cut = false;
    await recovered(drill, chance);
    return judged(drill, new Set(), ['restored', 'recovery-ended']);
  });
}

/** Server and one kiosk go back together, the kiosk with its shadow log or without. */
export async function bothFromYesterday(seed: number, chance: Chance): Promise<readonly string[]> {
  return during(await Drill.lived(chance.upTo(30), { evening: 2 + chance.upTo(12), seed }), async (drill) => {
    const [one, two] = drill.kiosks;
    const away = chance.of(0.5) ? one : two;
    away.cut = true;
    await drill.pass(2_000);
    for (let i = chance.upTo(12); i > 0; i -= 1) await away.take();
    away.cut = false;
    if (chance.of(0.5)) await drill.untilSent();
    if (chance.of(0.5)) {
      await one.client.stop();
      rmSync(path.join(one.folder, SHADOW_FOLDER), { recursive: true });
    }
    await drill.hall.restore(drill.evening);
    await one.restore(drill.eveningOfKiosk);
    for (let i = chance.upTo(40); i > 0; i -= 1) await one.take();
    await recovered(drill, chance);
    // Without the shadow log the kiosk's old database still has what it held.
    return judged(drill, new Set(), ['restored']);
  });
}

async function recovered(drill: Drill, chance: Chance): Promise<void> {
  await drill.until(async () => !(await drill.recovering()));
  for (let i = chance.upTo(10); i > 0; i -= 1) await drill.kiosks[i % 2]!.take();
  await drill.untilSent();
}

async function judged(drill: Drill, nowhere: ReadonlySet<string>, expected: readonly string[]): Promise<readonly string[]> {
  const papers = drill.given.map(({ id, number }: Ticket) => ({ ticketId: id, label: labelOf(number!) }));
  return judge({ services: drill.hall.services, papers, nowhere, shown: await drill.shown(), expected });
}

async function during(drill: Drill, run: (drill: Drill) => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await run(drill);
  } finally {
    await drill.close();
  }
}
