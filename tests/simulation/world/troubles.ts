import { OLDEST_BACKUP_MS, NEWEST } from './catalogue.ts';
import type { Direction } from '../kit/link.ts';
import { clone } from './clone.ts';
import type { Trouble } from './plan.ts';
import type { TerminalNode } from './terminal-node.ts';
import type { World } from './world.ts';

/** How often the server's folder is copied off the machine. */
const BACKUP_EVERY_MS = 45_000;

/** A dead clock battery starts the machine in one of these years. */
const WRONG_YEARS = { '2015': Date.UTC(2015, 0, 1), '2036': Date.UTC(2036, 1, 7) } as const;

/** Sets every trouble of the plan on the time line. */
export function setTroubles(world: World): void {
  const { parts, plan } = world;
  for (const trouble of plan.troubles) parts.time.after(trouble.at, () => strike(world, trouble));
  const backUp = (): void => {
    world.hall.backUp();
    if (parts.time.now < plan.activeMs) parts.time.after(BACKUP_EVERY_MS, backUp);
  };
  parts.time.after(BACKUP_EVERY_MS / 2, backUp);
}

function strike(world: World, trouble: Trouble): void {
  const { parts, hall } = world;
  const { time, history } = parts;
  const { at: _at, ...what } = trouble;
  history.note({ kind: 'fault', what: JSON.stringify(what) });
  switch (trouble.kind) {
    case 'link':
      return cut(world, [world.nodes[trouble.node]!], trouble);
    case 'hall-link':
      return cut(world, world.nodes, trouble);
    case 'kill':
    case 'die-in-store':
    case 'power':
    case 'restart':
    case 'set-clock':
    case 'disk-full':
      return strikeTerminal(world, world.nodes[trouble.node]!, trouble);
    case 'image':
      return world.nodes[trouble.node]!.takeImage();
    case 'put-back': {
      const node = world.nodes[trouble.node]!;
      if (!node.putImageBack()) return;
      if (!trouble.linked) cut(world, [node], { ...trouble, up: 'cut', down: 'cut' });
      return void time.after(trouble.downMs, () => void node.start('old image'));
    }
    case 'clone':
      return clone(world, world.nodes[trouble.node]!);
    case 'server-kill':
      hall.kill('killed');
      return void time.after(trouble.downMs, () => void hall.start());
    case 'server-die-in-store':
      hall.killAtCommit(trouble.death);
      return void time.after(trouble.downMs, () => void hall.start());
    case 'server-restore':
      if (hall.restore(trouble.leastMs, OLDEST_BACKUP_MS - trouble.downMs)) time.after(trouble.downMs, () => void hall.start());
      return;
    case 'server-upgrade':
      hall.upgrade(NEWEST);
      hall.kill('upgraded');
      return void time.after(1_000, () => void hall.start());
  }
}

type Hit = Extract<Trouble, { readonly kind: 'kill' | 'die-in-store' | 'power' | 'restart' | 'set-clock' | 'disk-full' }>;

function strikeTerminal({ parts: { time } }: World, node: TerminalNode, trouble: Hit): void {
  switch (trouble.kind) {
    case 'kill':
      node.kill('killed');
      return void time.after(trouble.downMs, () => void node.start());
    case 'die-in-store':
      node.killAtStep(trouble.death);
      return void time.after(trouble.downMs, () => void node.start());
    case 'power':
      node.kill('power cut');
      node.reboot(trouble.clock === 'kept' ? undefined : WRONG_YEARS[trouble.clock]);
      return void time.after(trouble.downMs, () => void node.start());
    case 'restart':
      return void node.stop().then(() => node.start('restarted'));
    case 'set-clock':
      return node.machine.setWall(node.machine.wallMs + trouble.byMs);
    case 'disk-full':
      node.fillDisk(true);
      return void time.after(trouble.lastsMs, () => node.fillDisk(false));
  }
}

interface Cut {
  readonly up: Direction;
  readonly down: Direction;
  readonly lastsMs: number;
}

function cut({ parts: { time } }: World, nodes: readonly TerminalNode[], { up, down, lastsMs }: Cut): void {
  for (const { link } of nodes) link.set(up, down);
  time.after(lastsMs, () => {
    for (const { link } of nodes) link.set('open', 'open');
  });
}
