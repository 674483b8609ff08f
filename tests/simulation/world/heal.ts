import { BACKOFF_MOST_MS, HEARTBEAT_MS, PUSH_MS } from '#offline-cache/sync/limits.ts';
import { readSnapshot } from '#hall-server/sync/read-feed.ts';
import { scopesOf } from '#hall-server/sync/viewer.ts';
import { flatReplica, type TerminalState } from '../kit/final-state.ts';
import { GOOD_LINK } from '../kit/link.ts';
import { NEWEST } from './catalogue.ts';
import type { World } from './world.ts';

/**
 * How long all may take to be in step once nothing is broken any more: a call that was under way may still use up its
 * limit, one backoff at its longest, one heartbeat, and some seconds for the work itself.
 */
export const CONVERGENCE_MS = PUSH_MS + BACKOFF_MOST_MS + HEARTBEAT_MS + 5_000;

/** How often it is looked whether all are in step. */
const LOOK_EVERY_MS = 500;

/** Ends every trouble: links whole, disks with room, all machines on, the newest server. */
export async function heal({ parts, hall, nodes }: World): Promise<void> {
  for (const node of nodes) {
    node.link.quality = GOOD_LINK;
    node.link.set('open', 'open');
    node.fillDisk(false);
    node.calm();
  }
  hall.upgrade(NEWEST);
  hall.kill('upgraded');
  await hall.start();
  for (const node of nodes) if (!node.running) void node.start('healed');
  parts.history.note({ kind: 'healed' });
}

/** Lets time pass until all are in step; says how long it took, or why not. */
export async function converge(world: World): Promise<void> {
  const { time, history } = world.parts;
  const begun = time.now;
  for (;;) {
    const why = await apartBecause(world);
    if (why === null) return history.note({ kind: 'converged', afterMs: Math.round(time.now - begun) });
    if (time.now - begun > CONVERGENCE_MS) return history.note({ kind: 'stuck', why });
    await time.run(time.now + LOOK_EVERY_MS);
  }
}

async function apartBecause(world: World): Promise<string | null> {
  const { services } = world.hall;
  if (!services) return 'the server is down';
  const { head } = await world.parts.time.wait(services.context.writer.store.load([]));
  for (const { name, service } of world.nodes) {
    if (!service) return `${name} does not run`;
    const { link, pending, fault, heldBack } = service.sync.status;
    if (link !== 'online') return `${name} is ${link}: ${fault?.kind} ${fault?.detail}`;
    if (pending > 0) return `${name} has ${pending} facts not applied${heldBack ? `, and keeps ${heldBack.kind} version ${heldBack.version} for a newer server` : ''}`;
    const { cursor } = service.sync.replica;
    if (cursor?.incarnation !== head.incarnation) return `${name} is of another incarnation`;
    if (cursor.revision !== head.revision) return `${name} is at ${cursor.revision} of ${head.revision}`;
  }
  return null;
}

/** What one terminal holds, beside what the server would show it now. */
export async function terminalState(world: World, index: number): Promise<TerminalState | null> {
  const { service, name } = world.nodes[index]!;
  const { services } = world.hall;
  if (!service || !services) return null;
  const { time } = world.parts;
  const { logId, pending, parked } = await time.wait(service.store.outbox());
  const stored = await time.wait(service.store.replica());
  const { store } = services.context.writer;
  const kind = world.nodes[index]!.options.kind;
  const page = await time.wait(readSnapshot(store, scopesOf({ id: world.terminalIds.get(name)!, kind }), { startedAt: null, page: null, limit: 100_000 }));
  const shouldSee: Record<string, unknown> = {};
  for (const { entity, id, value } of page!.entries) if (entity !== 'terminal-key') shouldSee[`${entity}:${id}`] = value;
  return {
    link: service.sync.link,
    logId,
    pending,
    parked,
    cursor: stored.cursor,
    sees: flatReplica(stored),
    shouldSee,
  };
}
