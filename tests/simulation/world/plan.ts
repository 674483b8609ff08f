import type { Chance } from '../kit/chance.ts';
import { GOOD_LINK, type Direction, type LinkQuality } from '../kit/link.ts';
import type { ServerDeath } from './hall-machine.ts';
import type { StoreDeath } from './store-faults.ts';

/** One thing that goes wrong at one moment, milliseconds from the start. `node`: index of a terminal. */
export type Trouble = { readonly at: number } & (
  | { readonly kind: 'link'; readonly node: number; readonly up: Direction; readonly down: Direction; readonly lastsMs: number }
  | { readonly kind: 'hall-link'; readonly up: Direction; readonly down: Direction; readonly lastsMs: number }
  | { readonly kind: 'kill'; readonly node: number; readonly downMs: number }
  | { readonly kind: 'die-in-store'; readonly node: number; readonly death: StoreDeath; readonly downMs: number }
  | { readonly kind: 'power'; readonly node: number; readonly clock: 'kept' | '2015' | '2036'; readonly downMs: number }
  | { readonly kind: 'set-clock'; readonly node: number; readonly byMs: number }
  | { readonly kind: 'restart'; readonly node: number }
  | { readonly kind: 'disk-full'; readonly node: number; readonly lastsMs: number }
  /** A raw image of the disk is taken, put back later, or put into another machine. */
  | { readonly kind: 'image'; readonly node: number }
  | { readonly kind: 'put-back'; readonly node: number; readonly linked: boolean; readonly lastsMs: number; readonly downMs: number }
  | { readonly kind: 'clone'; readonly node: number }
  | { readonly kind: 'server-kill'; readonly downMs: number }
  | { readonly kind: 'server-die-in-store'; readonly death: ServerDeath; readonly downMs: number }
  | { readonly kind: 'server-restore'; readonly leastMs: number; readonly downMs: number }
  | { readonly kind: 'server-upgrade' }
);

/** Everything a seed decides before time begins. */
export interface Plan {
  readonly terminals: number;
  readonly activeMs: number;
  readonly startMs: number;
  readonly instances: 1 | 2;
  readonly leaseBlock: number;
  readonly missingKind: 'help.requested' | 'ticket.paper' | null;
  readonly oldServer: boolean;
  readonly quality: LinkQuality;
  /** Average milliseconds between two people at one kiosk. */
  readonly pauseMs: number;
  readonly troubles: readonly Trouble[];
}

const MINUTE = 60_000;
/** 2026-03-02 10:20 in Shanghai, and six minutes before midnight of that day. */
const MORNING = Date.UTC(2026, 2, 2, 2, 20);
const BEFORE_MIDNIGHT = Date.UTC(2026, 2, 2, 15, 54);

export function planFor(chance: Chance, terminals: number): Plan {
  const activeMs = chance.between(6, 10) * MINUTE;
  const oldServer = chance.happens(0.4);
  const noisy = chance.happens(0.6);
  const some = chance.of('troubles');
  const troubles = Array.from({ length: some.whole(terminals, terminals * 3) }, () => trouble(some, terminals, activeMs));
  if (chance.happens(0.35)) troubles.push(...oldImage(chance.of('image'), terminals, activeMs));
  if (chance.happens(0.25)) troubles.push({ kind: 'clone', node: chance.whole(0, Math.max(0, terminals - 2)), at: chance.between(0.2, 0.8) * activeMs });
  if (oldServer && chance.happens(0.5)) troubles.push({ kind: 'server-upgrade', at: chance.between(0.3, 0.9) * activeMs });
  return {
    terminals,
    activeMs,
    startMs: chance.happens(0.3) ? BEFORE_MIDNIGHT : MORNING,
    instances: chance.happens(0.4) ? 2 : 1,
    leaseBlock: chance.one([5, 8, 20, 100]),
    missingKind: oldServer ? chance.one(['help.requested', 'ticket.paper', null] as const) : null,
    oldServer,
    quality: noisy
      ? { leastMs: 2, mostMs: chance.between(20, 250), loss: chance.between(0, 0.08), doubled: chance.between(0, 0.15), late: chance.between(0, 0.1) }
      : { ...GOOD_LINK, mostMs: chance.between(8, 60) },
    pauseMs: chance.between(20, 60) * 1000,
    troubles: troubles.toSorted((a, b) => a.at - b.at),
  };
}

function trouble(chance: Chance, terminals: number, activeMs: number): Trouble {
  const at = chance.between(0.05, 0.95) * activeMs;
  const node = chance.whole(0, terminals - 1);
  const downMs = chance.between(500, 40_000);
  const dice = chance.random.next() * 100;
  if (dice < 28) return { at, kind: 'link', node, ...directions(chance), lastsMs: chance.between(500, 150_000) };
  if (dice < 33) return { at, kind: 'hall-link', ...directions(chance), lastsMs: chance.between(500, 60_000) };
  if (dice < 41) return { at, kind: 'kill', node, downMs };
  if (dice < 57) return { at, kind: 'die-in-store', node, death: storeDeath(chance), downMs };
  if (dice < 65) return { at, kind: 'power', node, clock: chance.one(['kept', '2015', '2036'] as const), downMs };
  if (dice < 70) return { at, kind: 'set-clock', node, byMs: chance.between(-3, 3) * 3_600_000 };
  if (dice < 74) return { at, kind: 'restart', node };
  if (dice < 79) return { at, kind: 'disk-full', node, lastsMs: chance.between(1_000, 60_000) };
  if (dice < 85) return { at, kind: 'server-kill', downMs };
  if (dice < 93) return { at, kind: 'server-die-in-store', death: serverDeath(chance), downMs };
  return { at, kind: 'server-restore', leastMs: chance.between(5, 120) * 1000, downMs };
}

/** An image of some kiosk, put back up to some minutes later. */
function oldImage(chance: Chance, terminals: number, activeMs: number): readonly Trouble[] {
  const node = chance.whole(0, Math.max(0, terminals - 2));
  const at = chance.between(0.1, 0.5) * activeMs;
  const later = at + chance.between(0.1, 0.4) * activeMs;
  const back = { kind: 'put-back', node, at: later, linked: chance.happens(0.6), lastsMs: chance.between(5_000, 120_000), downMs: chance.between(500, 5_000) } as const;
  return [{ kind: 'image', node, at }, back];
}

function directions(chance: Chance): { readonly up: Direction; readonly down: Direction } {
  return chance.one([
    { up: 'cut', down: 'cut' },
    { up: 'cut', down: 'open' },
    { up: 'open', down: 'cut' },
    { up: 'stalled', down: 'stalled' },
    { up: 'open', down: 'stalled' },
  ] as const);
}

function storeDeath(chance: Chance): StoreDeath {
  return { step: chance.one(['business-row-written', 'operation-written', 'before-commit', 'after-commit', 'torn', 'torn'] as const), after: chance.whole(1, 6) };
}

function serverDeath(chance: Chance): ServerDeath {
  return { when: chance.one(['before-commit', 'after-commit', 'torn'] as const), afterCommits: chance.whole(1, 5) };
}
