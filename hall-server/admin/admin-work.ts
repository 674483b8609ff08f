import { z } from 'zod';
import type { Random } from '#kernel/random.ts';
import { ENROLMENT_SECRET_BYTES, encodeEnrolmentCode, enrolmentSecretText } from '#contracts/hall/enrolment-code.ts';
import type { HallServices } from '../hall-services.ts';
import type { ManageLink } from '../manage/manage-link.ts';
import type { OpenedHall } from '../open-hall.ts';
import { secretHash } from '../terminals/enrolment.ts';
import { conditions, conditionsOf, doOperationsWork, OPERATIONS_ANSWERS, OPERATIONS_COMMANDS, recoveryState, recoveryStateOf } from './operations-work.ts';

/** What the hall's administrator asks at the machine itself. */
export const adminCommand = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('enrolment-code'),
    name: z.string().min(1).max(40),
    kind: z.enum(['kiosk', 'window', 'display']),
    minutes: z.number().positive().max(7 * 24 * 60),
  }),
  z.strictObject({ command: z.literal('replay-parked') }),
  z.strictObject({ command: z.literal('new-incarnation') }),
  z.strictObject({ command: z.literal('figures') }),
  /** A one-time link to the manager's pages; only a running server can give one. */
  z.strictObject({ command: z.literal('manage-link'), minutes: z.number().positive().max(24 * 60) }),
  /** What staff should look at: today's conflicts, all parked operations, a recovery under way, backups and checks. */
  z.strictObject({ command: z.literal('attention') }),
  ...OPERATIONS_COMMANDS,
]);

export type AdminCommand = z.infer<typeof adminCommand>;

export const adminAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('enrolment-code'), code: z.string(), expiresAtMs: z.number() }),
  z.strictObject({ kind: z.literal('manage-link'), urls: z.array(z.string()), expiresAtMs: z.number() }),
  z.strictObject({ kind: z.literal('not-running') }),
  z.strictObject({ kind: z.literal('replayed'), applied: z.number(), stillParked: z.number() }),
  z.strictObject({ kind: z.literal('new-incarnation'), incarnation: z.string() }),
  z.strictObject({ kind: z.literal('figures'), businessDay: z.string(), byTerminal: z.record(z.string(), z.number()) }),
  z.strictObject({
    kind: z.literal('attention'),
    conflicts: z.array(z.strictObject({ kind: z.string(), aggregate: z.string(), atMs: z.number(), detail: z.record(z.string(), z.unknown()) })),
    parked: z.array(z.strictObject({ opId: z.string(), terminalId: z.string(), seq: z.number(), aggregate: z.string(), reason: z.string(), detail: z.string() })),
    recovery: recoveryState,
    conditions,
  }),
  ...OPERATIONS_ANSWERS,
]);

export type AdminAnswer = z.infer<typeof adminAnswer>;

/**
 * @param spkiSha256 fingerprint of the server's key, zeros for plain HTTP on loopback
 * @param manageLink gives links to the manager's pages; null where no server runs
 */
export async function doAdminWork(
  { services, operations }: Pick<OpenedHall, 'services' | 'operations'>,
  random: Random,
  spkiSha256: Uint8Array,
  command: AdminCommand,
  manageLink: ((minutes: number) => ManageLink) | null = null,
): Promise<AdminAnswer> {
  switch (command.command) {
    case 'enrolment-code': {
      const secret = random.bytes(ENROLMENT_SECRET_BYTES);
      const { name, kind, minutes } = command;
      const expiresAtMs = await services.addEnrolmentCode({ codeHash: secretHash(enrolmentSecretText(secret)), name, kind, validMs: minutes * 60_000 });
      return { kind: 'enrolment-code', code: encodeEnrolmentCode(secret, spkiSha256), expiresAtMs };
    }
    case 'manage-link': {
      const link = manageLink?.(command.minutes);
      return link ? { kind: 'manage-link', urls: [...link.urls], expiresAtMs: link.expiresAtMs } : { kind: 'not-running' };
    }
    case 'replay-parked':
      return { kind: 'replayed', ...(await services.replayParked()) };
    case 'new-incarnation':
      return { kind: 'new-incarnation', incarnation: await services.renewIncarnation({ reason: 'asked', fromMs: null }) };
    case 'attention':
      return { kind: 'attention', ...(await attention(services)), recovery: await recoveryStateOf(services), conditions: await conditionsOf(services, operations) };
    case 'figures': {
      const { store } = services.context.writer;
      const { businessDay } = (await store.load([])).head;
      return { kind: 'figures', businessDay, byTerminal: { ...(await store.totals(businessDay)).byTerminal } };
    }
    case 'backup':
    case 'verify':
    case 'end-recovery':
    case 'set-day':
    case 'recover-key':
    case 'statistics':
      return doOperationsWork(services, operations, command);
  }
}

async function attention(services: HallServices) {
  const work = await services.context.writer.read((seen, round) => {
    if (round === 0) return [{ query: 'parked' }];
    return round === 1 ? [{ query: 'conflicts-of-day', businessDay: seen.head.businessDay }] : null;
  });
  const conflicts = [...work.table('conflict').all()].map(({ kind, aggregate, atMs, detail }) => ({ kind, aggregate, atMs, detail: { ...detail } }));
  const parked = [...work.table('parked_operation').all()].map(({ opId, terminalId, seq, aggregate, reason, detail }) => ({ opId, terminalId, seq, aggregate, reason, detail }));
  return { conflicts, parked };
}
