import { uuidV7 } from '#kernel/uuid-v7.ts';
import type { Chance } from '../kit/chance.ts';
import { WINDOWS } from './catalogue.ts';
import type { HallMachine } from './hall-machine.ts';
import type { Parts } from './parts.ts';

/** Clerks at the windows: they open, call, finish and miss at the server, whatever happens to the kiosks. */
export class Staff {
  readonly #parts: Parts;
  readonly #hall: HallMachine;
  readonly #chance: Chance;
  readonly #terminalId: string;

  constructor(parts: Parts, hall: HallMachine, terminalId: string) {
    this.#parts = parts;
    this.#hall = hall;
    this.#chance = parts.chance.of('staff');
    this.#terminalId = terminalId;
  }

  /** One thing some clerk does. */
  async act(): Promise<void> {
    const { services } = this.#hall;
    if (!services) return;
    const windowId = this.#chance.one(WINDOWS);
    const kind = this.#chance.one(['open', 'next', 'next', 'next', 'recall', 'finish', 'miss', 'pause', 'help'] as const);
    if (kind === 'help') return this.#answerHelp();
    const command =
      kind === 'open' || kind === 'pause' ? ({ kind: 'state', state: kind === 'open' ? 'open' : 'paused' } as const) : ({ kind } as const);
    const key = uuidV7({ now: () => this.#parts.startMs + this.#parts.time.now }, this.#chance.random);
    await services.window(this.#terminalId, { windowId, key, command });
  }

  async #answerHelp(): Promise<void> {
    const { services } = this.#hall;
    if (!services) return;
    const page = await services.context.writer.store.load([{ query: 'page', table: 'help_request', afterId: '', limit: 20 }]);
    const open = page.rows.flatMap(({ table, rows }) => (table === 'help_request' ? rows.filter(({ answeredAtMs }) => answeredAtMs === null) : []));
    if (open[0]) await services.answerHelp(this.#terminalId, open[0].id);
  }
}
