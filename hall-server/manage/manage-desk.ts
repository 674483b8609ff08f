import type { ManageView } from '#contracts/hall/manage-contract.ts';
import type { HallServices } from '../hall-services.ts';
import type { Act } from '../store/hall-writer.ts';
import type { WorkingSet } from '../store/working-set.ts';
import type { Replayed } from '../sync/replay-parked.ts';
import { markItems, noteInAudit, type Mark } from './attention-acts.ts';
import { attentionItems, attentionLoad, PARKED_SHOWN } from './attention-items.ts';
import { exportItems, type ExportedDocument } from './export-items.ts';
import { backupMs } from './state-items.ts';
import { STANDING_ROWS, terminalStandings } from './terminal-standings.ts';

/** What the manager's pages show and do; every act goes into the audit under the session's name. */
export class ManageDesk {
  readonly #services: HallServices;

  constructor(services: HallServices) {
    this.#services = services;
  }

  /** Changes whenever the view may have. */
  async version(): Promise<string> {
    const { head } = await this.#services.context.writer.store.load([]);
    return `${head.incarnation} ${head.version} ${this.#services.contacts.version}`;
  }

  async view(): Promise<Omit<ManageView, 'sessionEndsMs'> | null> {
    const { writer } = this.#services.context;
    const work = await this.#read(PARKED_SHOWN);
    const [hall] = [...work.table('hall').all()];
    if (!hall) return null;
    const nowMs = Math.floor(writer.clock.now());
    const { parked } = await writer.store.totals(work.head.businessDay);
    return {
      hall: hall.value,
      time: { nowMs, timeZone: hall.value.timeZone, trusted: true },
      items: [...attentionItems(work, nowMs)],
      backupMs: backupMs(work),
      more: Math.max(0, parked - PARKED_SHOWN),
      terminals: [...terminalStandings(work, this.#services.contacts, nowMs)],
    };
  }

  /** @param ids items of the list; null: all parked facts */
  async retry(ids: readonly string[] | null, actor: string): Promise<Replayed> {
    const opIds = ids?.flatMap((id) => (id.startsWith('parked:') ? [id.slice('parked:'.length)] : [])) ?? null;
    return this.#services.replayParked({ opIds: opIds && new Set(opIds), actor });
  }

  /** @returns how many of them there are */
  mark(mark: Mark, actor: string): Promise<number> {
    return this.#services.context.writer.run(markItems(mark, actor));
  }

  async export(ids: readonly string[] | null, actor: string): Promise<ExportedDocument> {
    const { writer } = this.#services.context;
    const work = await this.#read(null);
    const wanted = ids && new Set(ids);
    const items = attentionItems(work, writer.clock.now()).filter(({ id }) => wanted?.has(id) ?? true);
    await writer.run(noteInAudit(actor, 'attention.exported', { items: items.map(({ id }) => id) }));
    return exportItems(work, items, writer.clock.now());
  }

  note(actor: string, action: string): Promise<void> {
    return this.#services.context.writer.run(noteInAudit(actor, action, {}));
  }

  #read(parkedLimit: number | null): Promise<WorkingSet> {
    const nowMs = this.#services.context.writer.clock.now();
    const load: Act<never>['load'] = (work, round) => {
      const selectors = attentionLoad(parkedLimit, nowMs)(work, round);
      return round === 0 && selectors ? [...selectors, ...STANDING_ROWS] : selectors;
    };
    return this.#services.context.writer.read(load);
  }
}
