import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { seededRandom, type Random } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import type { Business, ServiceWindow } from '#domain/hall/business.ts';
import type { PersonReference } from '#domain/ticket/ticket.ts';
import { configure } from '../catalogue/configure.ts';
import type { HallConfig } from '../config/hall-config.ts';
import type { HallServices } from '../hall-services.ts';
import { openHall } from '../open-hall.ts';
import { DEFAULT_SETTINGS, type HallSettings } from '../settings.ts';
import type { TerminalRow } from '../store/rows.ts';
import type { TerminalKind } from '../store/values.ts';
import type { WorkingSet } from '../store/working-set.ts';
import type { OperationRegistry } from '../sync/read-operation.ts';
import { secretHash } from '../terminals/enrolment.ts';
import { TestTerminal } from './test-terminal.ts';

/** A small hall in a folder of its own, on a simulated clock: 2026-03-02 10:20 in Shanghai. */
export class TestHall {
  readonly clock: SimulatedClock;
  readonly random: Random = seededRandom(7);
  readonly folder: string;
  services: HallServices;
  readonly #options: TestHallOptions;
  #close: () => Promise<void>;

  constructor(options: TestHallOptions = {}) {
    this.#options = options;
    this.clock = new SimulatedClock();
    this.folder = mkdtempSync(path.join(os.tmpdir(), 'hall-'));
    const opened = this.#open(options.operations);
    this.services = opened.services;
    this.#close = opened.close;
  }

  static async open(options: TestHallOptions = {}): Promise<TestHall> {
    const hall = new TestHall(options);
    await hall.services.context.writer.run(configure(testConfig(options).catalogue));
    return hall;
  }

  /** Closes and opens the same folder again, as an upgrade or a restart does. */
  async reopen(operations?: OperationRegistry): Promise<void> {
    await this.#close();
    const opened = this.#open(operations);
    this.services = opened.services;
    this.#close = opened.close;
  }

  async close(): Promise<void> {
    await this.#close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  newId(): string {
    return uuidV7(this.clock, this.random);
  }

  async enrol(name: string, kind: TerminalKind = 'kiosk'): Promise<TestTerminal> {
    const codeHash = secretHash(this.newId());
    await this.services.addEnrolmentCode({ codeHash, name, kind, validMs: 60_000 });
    const { answer } = await this.services.enrol({ codeHash, terminalName: name, kind, keyId: 'key-1', publicKey: 'cHVibGlj' });
    if (answer.kind !== 'enrolled') throw new Error(answer.kind);
    return new TestTerminal(this, answer.terminal);
  }

  /** Everything in the named small tables and of these tickets. */
  async look(...ticketIds: readonly string[]): Promise<WorkingSet> {
    return this.services.context.writer.read((work, round) => {
      if (round > 0) return null;
      void work;
      return [
        { table: 'ticket', keys: ticketIds.map((id) => [id]) },
        ...ticketIds.map((ticketId) => ({ query: 'ledger-of-ticket', ticketId }) as const),
        ...ticketIds.map((ticketId) => ({ query: 'calls-of-ticket', ticketId }) as const),
        { query: 'parked' },
        { query: 'all', table: 'service_window' },
        { query: 'all', table: 'terminal' },
      ];
    });
  }

  /** The kinds of all conflicts staff see today. */
  async conflicts(): Promise<number> {
    const { businessDay } = (await this.services.context.writer.store.load([])).head;
    return (await this.services.context.writer.store.totals(businessDay)).conflicts;
  }

  async terminalRow(id: string): Promise<TerminalRow> {
    return (await this.look()).table('terminal').get(id)!;
  }

  #open(operations?: OperationRegistry) {
    const opened = unwrap(
      openHall({ dataFolder: this.folder, clock: this.clock, random: this.random, config: testConfig(this.#options), ...(operations ? { operations } : {}) }),
    );
    return { services: opened.services, close: () => opened.close() };
  }
}

export interface TestHallOptions {
  readonly settings?: Partial<HallSettings>;
  readonly businesses?: readonly Business[];
  readonly operations?: OperationRegistry;
}

export function testConfig({ settings, businesses = [testBusiness('social', 'A'), testBusiness('tax', 'B')] }: TestHallOptions = {}): HallConfig {
  return {
    catalogue: {
      hall: {
        id: 'test-hall',
        name: '测试大厅',
        nameEn: 'Test hall',
        timeZone: 'Asia/Shanghai',
        missedRule: '过号请到导办台',
        privacyLine: '信息仅用于本次办事',
        helpPlace: '导办台',
      },
      businesses,
      windows: ['w1', 'w2', 'w3'].map((id, index): Omit<ServiceWindow, 'state'> => ({
        id,
        label: String(index + 1),
        place: { floor: '一层', zone: 'A区' },
        direction: '',
        businessIds: businesses.map((business) => business.id),
      })),
    },
    settings: { ...DEFAULT_SETTINGS, ...settings },
    tls: null,
  };
}

export function testBusiness(id: string, series: string, change: Partial<Business> = {}): Business {
  return {
    id,
    name: `业务${series}`,
    nameEn: `Business ${series}`,
    group: '综合',
    groupEn: 'General',
    series,
    place: { floor: '一层', zone: 'A区' },
    realName: 'optional',
    minutesPerTicket: 10,
    keywords: [],
    bring: '',
    issuing: { kind: 'open' },
    ...change,
  };
}

/** A synthetic person: the digest of a made-up text. */
export function testPerson(seed: string): PersonReference {
  return { kind: 'id-card', digest: createHash('sha256').update(seed).digest('hex'), mask: '张*' };
}
