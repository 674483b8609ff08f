import type { Business, Hall, ServiceWindow } from '#domain/hall/business.ts';
import type { Act } from '../store/hall-writer.ts';
import type { WorkingSet } from '../store/working-set.ts';

/** What a hall offers, as its configuration says; whether a window is open is live state and not part of it. */
export interface Catalogue {
  readonly hall: Hall;
  readonly businesses: readonly Business[];
  readonly windows: readonly Omit<ServiceWindow, 'state'>[];
}

export type Configured =
  | { readonly kind: 'configured' }
  | { readonly kind: 'other-hall'; readonly stored: string }
  /** The series is a kiosk's own: its tickets would look like this business's. */
  | { readonly kind: 'series-taken'; readonly series: string; readonly terminal: string };

/** Makes the hall be as configured: adds, changes, removes; tells the feed only what changed. */
export function configure(catalogue: Catalogue): Act<Configured> {
  const { hall, businesses, windows } = catalogue;
  return {
    load: (_work, round) =>
      round === 0
        ? [
            { table: 'hall', keys: [[hall.id]] },
            { query: 'all', table: 'business' },
            { query: 'all', table: 'service_window' },
            { query: 'all', table: 'terminal' },
            { table: 'business', keys: businesses.map(({ id }) => [id]) },
            { table: 'service_window', keys: windows.map(({ id }) => [id]) },
          ]
        : null,
    decide: (work, deciding) => {
      if (work.head.hallId !== hall.id) return { kind: 'other-hall', stored: work.head.hallId };
      for (const { series } of businesses) {
        const terminal = [...work.table('terminal').all()].find(({ ownSeries }) => ownSeries === series);
        if (terminal) return { kind: 'series-taken', series, terminal: terminal.name };
      }
      putChanged(work, 'hall', hall.id, { id: hall.id, value: hall });
      for (const business of businesses) putChanged(work, 'business', business.id, { id: business.id, series: business.series, value: business });
      for (const window of windows) {
        const state = work.table('service_window').get(window.id)?.value.state ?? 'closed';
        putChanged(work, 'service_window', window.id, { id: window.id, value: { ...window, state } });
      }
      removeOthers(work, 'business', new Set(businesses.map(({ id }) => id)));
      removeOthers(work, 'service_window', new Set(windows.map(({ id }) => id)));
      if (work.changed) deciding.audit({ actor: 'admin', action: 'catalogue.configured', detail: { businesses: businesses.length, windows: windows.length } });
      return { kind: 'configured' };
    },
  };
}

type Configurable = 'hall' | 'business' | 'service_window';

function putChanged(work: WorkingSet, table: Configurable, id: string, row: object): void {
  const before = work.table(table).get(id);
  const { revision = 0, ...rest } = before ?? {};
  if (JSON.stringify(rest) === JSON.stringify(row)) return;
  work.table(table).put({ ...row, revision } as never);
}

function removeOthers(work: WorkingSet, table: 'business' | 'service_window', kept: ReadonlySet<string>): void {
  for (const { id } of work.table(table).all()) if (!kept.has(id)) work.table(table).delete(id);
}
