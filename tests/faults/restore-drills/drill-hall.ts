import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import { seededRandom, type Random } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { hallRouter } from '#hall-server/api/router.ts';
import { configure } from '#hall-server/catalogue/configure.ts';
import { openHall, type OpenedHall } from '#hall-server/open-hall.ts';
import { testConfig } from '#hall-server/testing/test-hall.ts';
import { secretHash } from '#hall-server/terminals/enrolment.ts';
import type { Enrolment } from '#offline-cache/store-api.ts';
import { fastFolder } from '../kit/folders.ts';
import { numbersAt } from './judge.ts';

const DAY_MS = 86_400_000;

/** A real hall server without a network, on simulated time: 2026-03-02 10:20 in Shanghai. */
export class DrillHall implements AsyncDisposable {
  readonly clock = new SimulatedClock();
  readonly root = mkdtempSync(path.join(fastFolder(), 'yichuang-drill-'));
  readonly #random: Random;
  #opened: OpenedHall;
  #seed: number;

  private constructor(seed: number) {
    this.#seed = seed * 1_000;
    this.#random = this.newRandom();
    this.#opened = this.#open();
  }

  static async open(seed = 11): Promise<DrillHall> {
    const hall = new DrillHall(seed);
    await hall.services.context.writer.run(configure(testConfig().catalogue));
    return hall;
  }

  get services(): OpenedHall['services'] {
    return this.#opened.services;
  }

  /** One for each part of the drill, all from its one seed. */
  newRandom(): Random {
    return seededRandom((this.#seed += 1));
  }

  async enrol(name: string): Promise<Enrolment> {
    const codeHash = secretHash(name);
    await this.services.addEnrolmentCode({ codeHash, name, kind: 'kiosk', validMs: 60_000 });
    const { answer, token } = await this.services.enrol({ codeHash, terminalName: name, kind: 'kiosk', keyId: 'key-1', publicKey: 'cHVibGlj' });
    if (answer.kind !== 'enrolled') throw new Error(answer.kind);
    const { terminal, hallId } = answer;
    return {
      terminalId: terminal.id, terminalName: name, hallId, serverUrl: 'http://127.0.0.1:7000', serverKey: '', token,
      digestKey: Buffer.alloc(32, 1).toString('base64'), ownSeries: terminal.ownSeries, signingKeyId: 'key-1', signingKey: '',
    };
  }

  client(token: string) {
    return createRouterClient(hallRouter(this.services, 'digest key'), { context: { authorization: `Bearer ${token}` } });
  }

  /** To the same hour of the next day; the old one is closed. */
  async nextDay(): Promise<void> {
    await this.clock.advance(DAY_MS);
    await this.services.closeDay();
  }

  /** What staff are shown of these days: the kinds of all conflicts and attention rows. */
  async attention(...days: readonly string[]): Promise<string[]> {
    const kinds: string[] = [];
    for (const businessDay of days) {
      const work = await this.services.context.writer.read((_seen, round) => (round === 0 ? [{ query: 'conflicts-of-day', businessDay }] : null));
      kinds.push(...[...work.table('conflict').all()].map(({ kind }) => kind));
    }
    return kinds;
  }

  numbersOf(ticketIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return numbersAt(this.services, ticketIds);
  }

  /** A copy of a folder as it lies on the disk now. */
  copy(folder: string, name: string): string {
    const place = path.join(this.root, name);
    rmSync(place, { recursive: true, force: true });
    cpSync(folder, place, { recursive: true });
    return place;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  #open(): OpenedHall {
    return unwrap(openHall({ dataFolder: path.join(this.root, 'hall'), clock: this.clock, random: this.#random, config: testConfig() }));
  }
}
