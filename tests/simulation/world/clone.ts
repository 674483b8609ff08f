import { Disk } from '../kit/disk.ts';
import { Link } from '../kit/link.ts';
import { Kiosk } from './kiosk.ts';
import { peopleAt } from './people.ts';
import { TerminalNode } from './terminal-node.ts';
import type { World } from './world.ts';

/** Another machine with a copy of this one's disk: both run, both speak with the same token. */
export function clone(world: World, node: TerminalNode): void {
  const { parts, hall, plan } = world;
  const name = `${node.name}-clone`;
  if (world.nodes.some((each) => each.name === name)) return;
  const disk = new Disk(parts.root, name);
  disk.putBack(node.disk.copyAside('cloned'));
  const link = new Link(parts.time, parts.chance.of(`link ${name}`), plan.quality);
  const { enrolment } = node.options;
  const twin = new TerminalNode(parts, { ...node.options, name, link, server: hall.sideFor(enrolment.token, () => 0) }, disk);
  world.nodes.push(twin);
  world.terminalIds.set(name, enrolment.terminalId);
  parts.history.note({ kind: 'cloned', node: node.name, clone: name });
  void twin.start('clone');
  const kiosk = new Kiosk(parts, twin);
  world.kiosks.push(kiosk);
  peopleAt(world, kiosk, world.kiosks.length - 1);
}
