import { pooledRandom } from '#kernel/pooled-random.ts';
import { secureRandom } from '#kernel/random.ts';
import { realClock } from '#kernel/real-clock.ts';
import { unwrap } from '#kernel/result.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import { configure } from '#hall-server/catalogue/configure.ts';
import { openHall, type OpenedHall } from '#hall-server/open-hall.ts';
import { secretHash } from '#hall-server/terminals/enrolment.ts';
import { testConfig, type TestHall } from '#hall-server/testing/test-hall.ts';
import { TestTerminal } from '#hall-server/testing/test-terminal.ts';
import type { TicketNumber } from '#domain/ticket/number.ts';
import { acknowledge, type SceneResult, type Stage } from './scene.ts';

/** What the server promised to a terminal: a number, or that it applied its log up to there. */
export type HallPromise =
  | { readonly bound: string; readonly number: TicketNumber }
  | { readonly applied: number; readonly terminalId: string; readonly logId: string };

const random = pooledRandom(secureRandom);

export const openHallAt = (folder: string) => openHall({ dataFolder: folder, clock: realClock, random, config: testConfig() });

export async function prepareHall(folder: string): Promise<void> {
  const hall = unwrap(openHallAt(folder));
  await hall.services.context.writer.run(configure(testConfig().catalogue));
  await hall.close();
}

/** Of these promises, what the hall does not hold; one sentence each. */
export async function brokenHallPromises(hall: OpenedHall, promises: readonly HallPromise[]): Promise<readonly string[]> {
  const tickets = promises.flatMap((promise) => ('bound' in promise ? [promise.bound] : []));
  const logs = promises.flatMap((promise) => ('applied' in promise ? [[promise.terminalId, promise.logId] as const] : []));
  const work = await hall.services.context.writer.read((_work, round) =>
    round === 0 ? [{ table: 'ticket', keys: tickets.map((id) => [id]) }, { table: 'log_cursor', keys: logs }] : null,
  );
  return promises.flatMap((promise) => {
    if ('bound' in promise) {
      const number = work.table('ticket').get(promise.bound)?.number?.number;
      return number === promise.number.number ? [] : [`${promise.number.series}${promise.number.number} was bound to ${promise.bound}, which has ${number ?? 'none'}`];
    }
    const seq = work.table('log_cursor').get(promise.terminalId, promise.logId)?.seq ?? 0;
    return seq >= promise.applied ? [] : [`${promise.applied} operations were said to be applied, the cursor stands at ${seq}`];
  });
}

class Scene {
  readonly promises: HallPromise[] = [];
  readonly failures: string[] = [];
  hall: OpenedHall;
  readonly #folder: string;
  #terminal: TestTerminal | null = null;

  constructor(folder: string) {
    this.#folder = folder;
    this.hall = unwrap(openHallAt(folder));
  }

  async reopen(): Promise<void> {
    await this.hall.close();
    this.hall = unwrap(openHallAt(this.#folder));
    this.failures.push(...(await brokenHallPromises(this.hall, this.promises)));
  }

  /** A kiosk asks for a number and reports the ticket; asked again it goes on where it was. */
  async serve(ticketId: string): Promise<void> {
    const terminal = (this.#terminal ??= await this.#enrol());
    const answer = await terminal.bind(ticketId);
    if (answer.kind !== 'bound') throw new Error(answer.kind);
    this.#promise({ bound: ticketId, number: answer.number });
    const known = terminal.log.some(({ body }) => body.includes(ticketId));
    if (!known) terminal.issued(ticketId, answer.number);
    const taken = await terminal.push();
    if (taken.kind !== 'taken') throw new Error(`the log is ${taken.kind}`);
    this.#promise({ applied: taken.applied, terminalId: terminal.id, logId: terminal.logId });
  }

  newId(): string {
    return uuidV7(realClock, random);
  }

  /** The failure in words, or null. */
  async told(work: Promise<unknown>): Promise<string | null> {
    try {
      await work;
      return null;
    } catch (cause) {
      const { code, message } = cause as { readonly code?: string; readonly message: string };
      return `${code ?? 'no code'} ${message}`;
    }
  }

  async #enrol(): Promise<TestTerminal> {
    // What the terminal of the server's tests needs of its hall; services change with every opening.
    const hall = { clock: realClock, newId: () => this.newId(), services: this.hall.services };
    Object.defineProperty(hall, 'services', { get: () => this.hall.services });
    const codeHash = secretHash(this.newId());
    await this.hall.services.addEnrolmentCode({ codeHash, name: '取号机', kind: 'kiosk', validMs: 60_000 });
    const { answer } = await this.hall.services.enrol({ codeHash, terminalName: '取号机', kind: 'kiosk', keyId: 'key-1', publicKey: 'cHVibGlj' });
    if (answer.kind !== 'enrolled') throw new Error(answer.kind);
    return new TestTerminal(hall as unknown as TestHall, answer.terminal);
  }

  #promise(promise: HallPromise): void {
    this.promises.push(promise);
    acknowledge(promise);
  }
}

/** The disk is full at every write of a binding and a push in turn: the call fails and says so, the same server goes on when there is room. */
export async function hallDiskFull({ folder, control, most }: Stage): Promise<SceneResult> {
  const scene = new Scene(folder);
  await scene.serve(scene.newId());
  const total = { hits: 0, told: 0 };
  for (const times of [1, 3, Number.POSITIVE_INFINITY]) {
    for (let after = 1; after <= most; after += 1) {
      const ticketId = scene.newId();
      const before = control.counters().hits;
      control.plan({ fault: 'disk-full', after, times });
      const failure = await scene.told(scene.serve(ticketId));
      control.heal();
      const hits = control.counters().hits - before;
      total.hits += hits;
      total.told += failure ? 1 : 0;
      if (failure && !failure.startsWith('SQLITE_FULL')) scene.failures.push(`disk full at write ${after}, ${times} times: ${failure}`);
      const again = await scene.told(scene.serve(ticketId));
      if (again) scene.failures.push(`disk full at write ${after}, ${times} times; with room again: ${again}`);
      if (hits === 0 || scene.failures.length > 0) break;
    }
  }
  await scene.reopen();
  await scene.hall.close();
  return { ...total, acknowledged: scene.promises.length, failures: scene.failures };
}

/** Every fsync fails in turn: the server's store is lost from then on, and a new one has everything that was promised. */
export async function hallSyncError({ folder, control, most }: Stage): Promise<SceneResult> {
  const scene = new Scene(folder);
  await scene.serve(scene.newId());
  const total = { hits: 0, told: 0 };
  for (let after = 1; after <= most && scene.failures.length === 0; after += 1) {
    let lost = false;
    void scene.hall.services.context.writer.store.lost.then(() => (lost = true));
    const before = control.counters().hits;
    control.plan({ fault: 'sync-error', after });
    const failure = (await scene.told(scene.serve(scene.newId()))) ?? (await scene.told(scene.serve(scene.newId())));
    const hits = control.counters().hits - before;
    control.heal();
    total.hits += hits;
    if (failure) {
      total.told += 1;
      if (!failure.startsWith('SQLITE_IOERR')) scene.failures.push(`fsync error ${after}: ${failure}`);
      if ((await scene.told(scene.serve(scene.newId()))) === null) scene.failures.push(`fsync error ${after}: the connection was trusted again`);
      if (!lost) scene.failures.push(`fsync error ${after}: nobody was told that the store is lost`);
    }
    await scene.reopen();
    const again = await scene.told(scene.serve(scene.newId()));
    if (again) scene.failures.push(`after fsync error ${after} and a new start: ${again}`);
    if (hits === 0) break;
  }
  await scene.hall.close();
  return { ...total, acknowledged: scene.promises.length, failures: scene.failures };
}

/** One life: the given fsync fails, and the process is killed at once, before it could close anything. */
export async function hallSyncErrorAndDeath({ folder, control, most }: Stage): Promise<SceneResult> {
  const scene = new Scene(folder);
  await scene.serve(scene.newId());
  control.plan({ fault: 'sync-error', after: most });
  for (let i = 0; i < 2; i += 1) {
    if (await scene.told(scene.serve(scene.newId()))) break;
  }
  process.kill(process.pid, 'SIGKILL');
  throw new Error('lives on');
}

/** The next life: serves two kiosks' requests and is killed. */
export async function hallGoesOn({ folder }: Stage): Promise<SceneResult> {
  const scene = new Scene(folder);
  await scene.serve(scene.newId());
  await scene.serve(scene.newId());
  process.kill(process.pid, 'SIGKILL');
  throw new Error('lives on');
}
