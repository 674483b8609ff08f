import { setImmediate } from 'node:timers/promises';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { inspectDatabase } from '#hall-server/backup/inspect-database.ts';
import { connectionOf } from '#hall-server/store/sqlite/open-database.ts';
import { HallWithBackups } from '#hall-server/testing/test-backup.ts';
import { fastFolder } from '../../kit/folders.ts';
import { DrillKiosk } from './drill-kiosk.ts';

const HOUR = 3_600_000;

/** A hall with two kiosks and a window that lived a day and a morning, with a backup of the evening between. */
export class Drill {
  readonly clock = new SimulatedClock();
  hall!: HallWithBackups;
  kiosks!: readonly [DrillKiosk, DrillKiosk];
  /** The server's backup of the evening. */
  evening!: string;
  /** The same evening's backup of the first kiosk. */
  eveningOfKiosk!: string;

  /** @param morning tickets that are taken online the next morning @param options tickets of the first day, before the backup */
  static async lived(morning: number, { evening = 10, seed = 11 } = {}): Promise<Drill> {
    const drill = new Drill();
    drill.hall = await HallWithBackups.open(drill.clock, { under: fastFolder(), seed });
    drill.kiosks = [await DrillKiosk.enrol(drill.hall, '取号机1'), await DrillKiosk.enrol(drill.hall, '取号机2')];
    await drill.until(() => drill.kiosks.every(({ client }) => client.link === 'online'));
    await drill.untilLeased();
    for (let i = 0; i < evening; i += 1) await drill.kiosks[i % 2]!.take();
    await drill.untilSent();
    for (const kiosk of drill.kiosks) await kiosk.sleep();
    await drill.clock.advance(9 * HOUR);
    drill.evening = await drill.hall.backup();
    const file = `${drill.hall.root}/kiosk-backup`;
    const kept = await drill.kiosks[0].store.backup(file);
    if (!kept.ok) throw new Error(JSON.stringify(kept.error));
    drill.eveningOfKiosk = file;
    await drill.clock.advance(13 * HOUR);
    await drill.hall.services.closeDay();
    for (const kiosk of drill.kiosks) await kiosk.wake();
    await drill.until(() => drill.kiosks.every(({ client }) => client.link === 'online'));
    await drill.untilLeased();
    for (let i = 0; i < morning; i += 1) await drill.kiosks[i % 2]!.take();
    await drill.untilSent();
    return drill;
  }

  /** Time passes in steps small enough for every timer, with room for real files and threads between them. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1000) {
      await this.clock.advance(Math.min(1000, ms - passed));
      await setImmediate();
    }
  }

  async until(met: () => boolean | Promise<boolean>): Promise<void> {
    for (let turn = 0; turn < 2000; turn += 1) {
      if (await met()) return;
      await this.clock.advance(turn < 50 ? 0 : 250);
      await setImmediate();
    }
    throw new Error(`did not come about; ${JSON.stringify(this.kiosks.map(({ client }) => client.status))}`);
  }

  untilSent(): Promise<void> {
    return this.until(async () => {
      for (const { store } of this.kiosks) if ((await store.outbox()).pending > 0) return false;
      return true;
    });
  }

  untilLeased(): Promise<void> {
    return this.until(async () => {
      for (const { store } of this.kiosks) if (Object.values(await store.numbersLeft()).every((left) => left === 0)) return false;
      return true;
    });
  }

  /** The kinds of everything staff are shown for the day. */
  async shown(): Promise<readonly string[]> {
    const { writer } = this.hall.services.context;
    const work = await writer.read((seen, round) => (round === 0 ? [] : round === 1 ? [{ query: 'conflicts-of-day', businessDay: seen.head.businessDay }] : null));
    return [...work.table('conflict').all()].map(({ kind }) => kind);
  }

  async recovering(): Promise<boolean> {
    return (await this.hall.services.context.writer.store.load([])).head.recovering;
  }

  get given() {
    return this.kiosks.flatMap(({ given }) => given);
  }

  /** Numbers that are on two papers. */
  twice(): readonly string[] {
    const numbers = this.given.map(({ number }) => `${number!.businessDay} ${number!.series} ${number!.number}`);
    return numbers.filter((one, i) => numbers.indexOf(one) !== i);
  }

  /** Tickets people hold that do not stand at the server under their number, and what is wrong with its books. */
  async lost(): Promise<readonly string[]> {
    const work = await this.hall.services.context.writer.read((_work, round) => (round === 0 ? [{ table: 'ticket', keys: this.given.map(({ id }) => [id]) }] : null));
    const missing = this.given.filter(({ id, number }) => JSON.stringify(work.table('ticket').get(id)?.number) !== JSON.stringify(number));
    const found = inspectDatabase(connectionOf(this.hall.data)!);
    const sum = found.issued === this.given.length ? [] : [`${found.issued} issued, ${this.given.length} given`];
    return [...missing.map(({ number }) => JSON.stringify(number)), ...found.problems, ...sum];
  }

  async close(): Promise<void> {
    for (const kiosk of this.kiosks) await kiosk.close();
    await this.hall.close();
  }
}
