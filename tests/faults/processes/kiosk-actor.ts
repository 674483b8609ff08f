import path from 'node:path';
import type { Random } from '#kernel/random.ts';
import { passed, within } from './deadlines.ts';
import { BUSINESSES, type KioskPlace } from './hall-place.ts';
import type { Life } from './life.ts';
import { isForeseen, type Ending, type Mortal } from './mortal.ts';
import { Promises } from './promises.ts';
import type { TerminalLine, TerminalOrder } from './terminal-lines.ts';

const CHILD = path.join(import.meta.dirname, 'terminal-child.ts');
const STUCK_MS = 20_000;
/** At most so many tickets at a time, so that commits are shared now and then. */
const MOST_AT_ONCE = 4;
/** A kiosk's own numbers last for a day of people, not for ever. */
const MOST_TICKETS = 350;
/** Orders in one life that may be carried out without the server. */
const MOST_OFFLINE = 6;
/** How long a life that shall end online waits for the link before it ends offline. */
const ONLINE_MS = 2_000;

/** A kiosk that takes tickets as long as it lives, dies, and is started again on what the disk holds. */
export class KioskActor {
  readonly place: KioskPlace;
  readonly promises = new Promises();
  readonly failures: string[] = [];
  deaths = 0;
  readonly #mortal: Mortal;
  readonly #env: Readonly<Record<string, string>>;
  readonly #random: Random;
  #life: Life | null = null;
  #lives = 0;
  #fit: (line: TerminalLine) => void = () => {};

  constructor(place: KioskPlace, mortal: Mortal, random: Random, env: Readonly<Record<string, string>>) {
    this.place = place;
    this.#mortal = mortal;
    this.#random = random;
    this.#env = env;
  }

  /** Lives and dies `times` times, then lives on. */
  async dieAgainAndAgain(times: number, ending: Ending): Promise<void> {
    for (let i = 0; i < times; i += 1) {
      const when = this.#random.next();
      const early = when < 0.2;
      const operation = 1 + Math.floor(this.#random.next() * (early ? 40 : 120));
      await this.#start(early ? operation : null);
      if (when > 0.5) await Promise.race([this.#online.promise, passed(ONLINE_MS)]);
      if (!early) this.#mortal.layer.control.plan({ fault: 'die', after: operation });
      const death = await within(STUCK_MS, `${this.place.name} in life ${this.#lives} dies at operation ${operation}`, this.#life!.death);
      this.deaths += 1;
      const how = this.#mortal.afterDeath(ending);
      if (!isForeseen(death)) this.failures.push(`${this.place.name} in life ${this.#lives} (to be ${how}) ended with ${death.code ?? death.signal}: ${death.lastWords}`);
    }
    await this.#start(null);
  }

  /** Everything is synced; then it ends in order. */
  async settle(): Promise<void> {
    const life = this.#life!;
    this.#wantsMore = false;
    await this.#asked({ do: 'settle' }, 'settled');
    life.tell({ do: 'end' } satisfies TerminalOrder);
    const { code, signal, lastWords } = await within(STUCK_MS, `${this.place.name} ends`, life.death);
    if (code !== 0) this.failures.push(`${this.place.name} ended with ${code ?? signal}: ${lastWords}`);
  }

  /** Resolves when the link of the present life is up; may belong to a server that died meanwhile. */
  get online(): Promise<void> {
    return this.#online.promise;
  }

  stop(): void {
    this.#life?.kill();
  }

  /** Resolves when the link of this life is up. */
  #online = Promise.withResolvers<void>();
  #isOnline = false;
  #offlineOrders = 0;
  #wantsMore = true;

  /** Resolves when it serves and holds all that was promised, or is dead already. */
  async #start(dieAt: number | null): Promise<void> {
    this.#lives += 1;
    this.#online = Promise.withResolvers<void>();
    this.#offlineOrders = 0;
    this.#isOnline = false;
    const options = { folder: this.place.folder, life: this.#lives, businessIds: BUSINESSES };
    const life = this.#mortal.live(CHILD, [JSON.stringify(options)], this.#env, dieAt, (line) => this.#hear(JSON.parse(line) as TerminalLine));
    this.#life = life;
    const up = await Promise.race([this.#until('ready'), life.death.then(() => null)]);
    if (up === null) {
      // Before it was told to die it may not.
      if (dieAt === null) throw new Error(`${this.place.name} did not start in life ${this.#lives}: ${(await life.death).lastWords} ${this.failures.join('; ')}`);
      return;
    }
    const known = [...this.promises.tickets.values()];
    const checked = await Promise.race([this.#asked({ do: 'check', tickets: known }, 'checked'), life.death.then(() => null)]);
    if (checked?.said === 'checked') this.failures.push(...checked.wrong.map((wrong) => `${this.place.name} in life ${this.#lives}: ${wrong}`));
    this.#take();
  }

  #again(): void {
    this.#offlineOrders = 0;
    this.#take();
  }

  #take(): void {
    if (!this.#isOnline) this.#offlineOrders += 1;
    if (!this.#wantsMore || this.#offlineOrders > MOST_OFFLINE) return;
    const count = 1 + Math.floor(this.#random.next() * MOST_AT_ONCE);
    const order: TerminalOrder = this.promises.tickets.size < MOST_TICKETS ? { do: 'take', count } : { do: 'help' };
    this.#life!.tell(order);
  }

  #hear(line: TerminalLine): void {
    this.promises.hear(line);
    if (line.said === 'failed' || line.said === 'refused') this.failures.push(`${this.place.name} in life ${this.#lives}: ${JSON.stringify(line)}`);
    if (line.said === 'link') {
      this.#isOnline = line.state === 'online';
      if (this.#isOnline) this.#online.resolve();
      else this.#online = Promise.withResolvers<void>();
      // It may have fallen silent without the server.
      if (this.#isOnline && this.#offlineOrders > MOST_OFFLINE) this.#again();
    }
    if (line.said === 'took') this.#take();
    this.#fit(line);
  }

  #asked(order: TerminalOrder, answer: TerminalLine['said']): Promise<TerminalLine> {
    const answered = this.#until(answer);
    this.#life!.tell(order);
    return answered;
  }

  #until(said: TerminalLine['said']): Promise<TerminalLine> {
    const found = new Promise<TerminalLine>((resolve) => {
      this.#fit = (line) => line.said === said && resolve(line);
    });
    return within(STUCK_MS, `${this.place.name} in life ${this.#lives}: ${said}`, found);
  }
}
