import { uuidV7 } from '#kernel/uuid-v7.ts';
import type { Enrolment } from '#offline-cache/store-api.ts';
import { secretHash } from '#hall-server/terminals/enrolment.ts';
import type { TerminalKind } from '#hall-server/store/values.ts';
import { Chance } from '../kit/chance.ts';
import { Link } from '../kit/link.ts';
import { beforeUpgrade, NEWEST } from './catalogue.ts';
import { HallMachine } from './hall-machine.ts';
import { Kiosk } from './kiosk.ts';
import type { Parts } from './parts.ts';
import type { Plan } from './plan.ts';
import { Staff } from './staff.ts';
import { TerminalNode } from './terminal-node.ts';

/** The hall, its terminals and the people in it. */
export interface World {
  readonly parts: Parts;
  readonly plan: Plan;
  readonly hall: HallMachine;
  /** Grows when a disk is cloned. */
  readonly nodes: TerminalNode[];
  readonly kiosks: Kiosk[];
  readonly staff: Staff;
  /** By the name of the machine. */
  readonly terminalIds: Map<string, string>;
}

/** Opens the hall, enrols every terminal, starts all services. */
export async function buildWorld(parts: Parts, plan: Plan): Promise<World> {
  const registry = plan.oldServer ? beforeUpgrade(plan.missingKind) : NEWEST;
  const hall = new HallMachine(parts, { instances: plan.instances, leaseBlock: plan.leaseBlock, registry });
  await hall.start();
  const nodes: TerminalNode[] = [];
  const terminalIds = new Map<string, string>();
  for (let i = 0; i < plan.terminals; i += 1) {
    const name = `t${i + 1}`;
    // One screen of staff among the kiosks: it sees what kiosks do not.
    const kind = i === plan.terminals - 1 && plan.terminals > 1 ? 'window' : 'kiosk';
    const enrolment = await enrol(parts, hall, name, kind);
    terminalIds.set(name, enrolment.terminalId);
    nodes.push(node(parts, plan, hall, name, kind, enrolment));
  }
  for (const each of nodes) await each.start('first');
  const kiosks = nodes.filter(({ options }) => options.kind === 'kiosk').map((each) => new Kiosk(parts, each));
  return { parts, plan, hall, nodes, kiosks, terminalIds, staff: new Staff(parts, hall, terminalIds.get(nodes.at(-1)!.name)!) };
}

function node(parts: Parts, plan: Plan, hall: HallMachine, name: string, kind: TerminalKind, enrolment: Enrolment): TerminalNode {
  const chance = parts.chance.of(`machine ${name}`);
  const instance = chance.of('instance');
  return new TerminalNode(parts, {
    name,
    kind,
    clocks: { skewMs: chance.happens(0.5) ? 0 : chance.between(-600_000, 600_000), driftPpm: chance.between(-80, 80) },
    probes: chance.happens(0.7),
    ignoresVersions: plan.oldServer && chance.happens(0.5),
    link: new Link(parts.time, parts.chance.of(`link ${name}`), plan.quality),
    server: hall.sideFor(enrolment.token, () => instance.whole(0, 1)),
    enrolment,
  });
}

async function enrol(parts: Parts, hall: HallMachine, name: string, kind: TerminalKind): Promise<Enrolment> {
  const services = hall.services!;
  const chance = new Chance(`${name} enrolment`);
  const codeHash = secretHash(uuidV7({ now: () => parts.startMs }, chance.random));
  await services.addEnrolmentCode({ codeHash, name, kind, validMs: 60_000 });
  const { answer, token } = await services.enrol({ codeHash, terminalName: name, kind, keyId: `key-${name}`, publicKey: 'cHVibGlj' });
  if (answer.kind !== 'enrolled') throw new Error(`${name}: ${answer.kind}`);
  return {
    terminalId: answer.terminal.id,
    terminalName: name,
    hallId: answer.hallId,
    serverUrl: 'http://hall',
    serverKey: '',
    token,
    digestKey: Buffer.alloc(32, 1).toString('base64'),
    ownSeries: answer.terminal.ownSeries,
    signingKeyId: `key-${name}`,
    signingKey: '',
  };
}
