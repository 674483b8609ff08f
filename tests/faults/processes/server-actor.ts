import type { Random } from '#kernel/random.ts';
import { passed, within } from './deadlines.ts';
import { HALL_SERVER, type HallPlace } from './hall-place.ts';
import type { KioskActor } from './kiosk-actor.ts';
import type { Life } from './life.ts';
import { isForeseen, type Ending, type Mortal } from './mortal.ts';
import { ServerBooks } from './server-books.ts';

const STUCK_MS = 20_000;
/** A life that does not reach its operation ends at this age. */
const IDLE_MS = 1_500;
/** How long a life that shall end with terminals at work waits for the first. */
const ONLINE_MS = 2_000;

/** The product's own hall server, which dies while terminals push, and is started again on what the disk holds. */
export class ServerActor {
  readonly failures: string[] = [];
  deaths = 0;
  readonly #place: HallPlace;
  readonly #mortal: Mortal;
  readonly #random: Random;
  readonly #env: Readonly<Record<string, string>>;
  #life: Life | null = null;

  constructor(place: HallPlace, mortal: Mortal, random: Random, env: Readonly<Record<string, string>>) {
    this.#place = place;
    this.#mortal = mortal;
    this.#random = random;
    this.#env = env;
  }

  /** Lives and dies `times` times, then lives on. @param told its word to these is held against its books after every death */
  async dieAgainAndAgain(times: number, ending: Ending, told: readonly KioskActor[]): Promise<void> {
    for (let i = 0; i < times; i += 1) {
      const when = this.#random.next();
      const early = when < 0.2;
      const operation = 1 + Math.floor(this.#random.next() * (early ? 30 : 400));
      await this.#start(early ? operation : null);
      if (when > 0.4) await Promise.race([...told.map((kiosk) => kiosk.online), passed(ONLINE_MS)]);
      if (!early) this.#mortal.layer.control.plan({ fault: 'die', after: operation });
      // When all kiosks are away nothing is written.
      await Promise.race([this.#life!.death, passed(IDLE_MS)]);
      this.#life!.kill();
      const death = await within(STUCK_MS, `the server dies at operation ${operation}`, this.#life!.death);
      this.deaths += 1;
      const how = this.#mortal.afterDeath(ending);
      if (!isForeseen(death)) this.failures.push(`the server (to be ${how}) ended with ${death.code ?? death.signal}: ${death.lastWords}`);
      using books = new ServerBooks(this.#mortal.folder);
      for (const { place, promises } of told) {
        this.failures.push(...books.brokenWord(place.terminalId, promises).map((broken) => `after the server was ${how}: ${broken}`));
      }
    }
    await this.#start(null);
  }

  async end(): Promise<void> {
    this.#life!.kill('SIGTERM');
    const { code, signal, lastWords } = await within(STUCK_MS, 'the server ends', this.#life!.death);
    if (code !== 0) this.failures.push(`the server ended with ${code ?? signal}: ${lastWords}`);
  }

  stop(): void {
    this.#life?.kill();
  }

  /** Resolves when it serves, or is dead already. */
  async #start(dieAt: number | null): Promise<void> {
    const { folder, config, port } = this.#place;
    const ready = Promise.withResolvers<true>();
    const args = ['--data', folder, '--config', config, '--port', String(port)];
    const life = this.#mortal.live(HALL_SERVER, args, this.#env, dieAt, (line) => line.startsWith('{"ready":true') && ready.resolve(true));
    this.#life = life;
    const up = await within(STUCK_MS, 'the server starts', Promise.race([ready.promise, life.death.then(() => false)]));
    if (!up && dieAt === null) throw new Error(`the server did not start: ${(await life.death).lastWords}`);
  }
}
