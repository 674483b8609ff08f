import { z } from 'zod';
import { recoveryCopy } from '#contracts/hall/recovery-copy.ts';
import type { HallOperations } from '../backup/hall-operations.ts';
import type { HallServices } from '../hall-services.ts';
import { CLOCK_CONDITION } from '../numbers/plausible-day.ts';
import { recoveryProgress } from '../recovery/recovery-progress.ts';

/** Keeping the hall: backups, checks, the end of a recovery, recovery copies of keys, figures of the store. */

const place = z.string().min(1).max(4000);

export const OPERATIONS_COMMANDS = [
  z.strictObject({ command: z.literal('backup'), to: place, sealed: z.boolean() }),
  /** Reads the whole database: structure, audit chain, every operation once, issued = sum of states. */
  z.strictObject({ command: z.literal('verify') }),
  z.strictObject({ command: z.literal('end-recovery') }),
  /** Which business day it is, whatever the clock shows; forth or back. */
  z.strictObject({ command: z.literal('set-day'), day: z.iso.date() }),
  /** The sealed store key a terminal left here; by its id or name. */
  z.strictObject({ command: z.literal('recover-key'), terminal: z.string().min(1).max(80) }),
  z.strictObject({ command: z.literal('statistics') }),
] as const;

const counts = z.record(z.string(), z.number());

export const recoveryState = z
  .strictObject({
    sinceMs: z.number(),
    fromMs: z.number().nullable(),
    expected: z.number(),
    missing: z.array(z.strictObject({ terminalId: z.string(), name: z.string(), seenMs: z.number(), toCome: z.number().nullable() })),
  })
  .nullable();

/** The last backup and the last look at the whole database, as they were noted; null: never. */
export const conditions = z.strictObject({
  planned: z.strictObject({ to: z.string(), everyMinutes: z.number() }).nullable(),
  backup: z.record(z.string(), z.unknown()).nullable(),
  backupTry: z.record(z.string(), z.unknown()).nullable(),
  check: z.record(z.string(), z.unknown()).nullable(),
  /** Sentences for staff: what is wrong with backups and checks now. */
  warnings: z.array(z.string()),
});

export const OPERATIONS_ANSWERS = [
  z.strictObject({ kind: z.literal('failed'), sentence: z.string() }),
  z.strictObject({ kind: z.literal('backup'), folder: z.string(), bytes: z.number(), sealedTo: z.string().nullable(), sameDisk: z.boolean(), counts }),
  z.strictObject({ kind: z.literal('verified'), issued: z.number(), byState: counts, auditSeq: z.number(), problems: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('recovery-ended'), ended: z.boolean() }),
  z.strictObject({ kind: z.literal('day-set'), from: z.string(), to: z.string(), clockDay: z.string() }),
  z.strictObject({ kind: z.literal('recovery-copy'), terminalId: z.string(), name: z.string(), copy: recoveryCopy }),
  z.strictObject({ kind: z.literal('statistics'), businessDay: z.string(), parked: z.number(), conflicts: z.number(), byState: counts, waiting: counts, conditions }),
] as const;

type Command = z.infer<(typeof OPERATIONS_COMMANDS)[number]>;
type Answer = z.infer<(typeof OPERATIONS_ANSWERS)[number]>;

const failed = (sentence: string): Answer => ({ kind: 'failed', sentence });

export async function doOperationsWork(services: HallServices, operations: HallOperations, command: Command): Promise<Answer> {
  switch (command.command) {
    case 'backup': {
      const made = await operations.backup(command.to, command.sealed);
      if (!made.ok) return failed(made.error);
      const { folder, bytes, sameDisk, manifest } = made.value;
      return { kind: 'backup', folder, bytes, sameDisk, sealedTo: manifest.sealedTo, counts: manifest.counts };
    }
    case 'verify': {
      const found = await operations.verify();
      if (!found.ok) return failed(found.error);
      const { issued, byState, head, problems } = found.value;
      return { kind: 'verified', issued, byState: { ...byState }, auditSeq: head.auditSeq, problems: [...problems] };
    }
    case 'end-recovery':
      return { kind: 'recovery-ended', ended: await services.tendRecovery(true) };
    case 'set-day':
      return services.setDay(command.day);
    case 'recover-key':
      return recoverKey(services, command.terminal);
    case 'statistics': {
      const { store } = services.context.writer;
      const { businessDay } = (await store.load([])).head;
      const { parked, conflicts, byState, waiting } = await store.statistics(businessDay);
      return { kind: 'statistics', businessDay, parked, conflicts, byState: { ...byState }, waiting: { ...waiting }, conditions: await conditionsOf(services, operations) };
    }
  }
}

async function recoverKey(services: HallServices, wanted: string): Promise<Answer> {
  const { writer } = services.context;
  const terminals = await writer.read((_work, round) => (round === 0 ? [{ query: 'all', table: 'terminal' }] : null));
  const found = [...terminals.table('terminal').all()].filter(({ id, name }) => id === wanted || name === wanted);
  if (found.length === 0) return failed(`没有这个终端：${wanted} · no such terminal`);
  if (found.length > 1) return failed(`有 ${found.length} 个终端叫「${wanted}」，请改用编号：${found.map(({ id }) => id).join('、')} · several terminals have this name, give the id`);
  const { id, name } = found[0]!;
  const row = await writer.run({
    load: (_work, round) => (round === 0 ? [{ table: 'recovery_copy', keys: [[id]] }] : null),
    decide: (work, deciding) => {
      const kept = work.table('recovery_copy').get(id);
      if (kept) deciding.audit({ actor: 'admin', action: 'recovery-copy.given', detail: { terminalId: id, keyId: kept.keyId } });
      return kept;
    },
  });
  const copy = recoveryCopy.safeParse(row?.value);
  return copy.success ? { kind: 'recovery-copy', terminalId: id, name, copy: copy.data } : failed(`终端「${name}」没有在这里存过密钥 · this terminal left no key here`);
}

/** A backup is late after this many periods. */
const LATE_PERIODS = 2;

export async function conditionsOf(services: HallServices, { plan }: HallOperations): Promise<z.infer<typeof conditions>> {
  const { writer } = services.context;
  const work = await writer.read((_work, round) => (round === 0 ? [{ query: 'all', table: 'condition' }] : null));
  const rows = new Map([...work.table('condition').all()].map((row) => [row.name, row]));
  const valueOf = (name: string): Record<string, unknown> | null => {
    const row = rows.get(name);
    return row ? { atMs: row.atMs, ...row.value } : null;
  };
  const backup = valueOf('backup');
  const backupTry = valueOf('backup-try');
  const check = valueOf('check');
  const warnings: string[] = [];
  if (backupTry?.['ok'] === false) warnings.push(String(backupTry['sentence']));
  const age = backup ? writer.clock.now() - Number(backup['atMs']) : null;
  if (plan && age !== null && age > LATE_PERIODS * plan.everyMinutes * 60_000) warnings.push(`最近一次备份是 ${Math.floor(age / 3_600_000)} 小时以前`);
  if (plan && !backup) warnings.push('还没有做成过备份');
  if (plan && backup?.['sameDisk'] === true) warnings.push('备份与大厅数据在同一块磁盘上，磁盘损坏时会一起丢失');
  const damaged = (backup?.['damagedFiles'] as readonly string[] | undefined) ?? [];
  if (damaged.length > 0) warnings.push(`有 ${damaged.length} 个办件文件已损坏，没有完好的备份：${damaged.slice(0, 3).map((name) => name.slice(0, 12)).join('、')}`);
  if (!plan) warnings.push('没有配置自动备份');
  if (check?.['ok'] === false) warnings.push(`数据库检查发现问题：${(check['problems'] as string[]).join('；')}`);
  const clock = valueOf(CLOCK_CONDITION);
  if (typeof clock?.['suspect'] === 'string') warnings.push(`服务器时钟可疑：时钟为 ${String(clock['clockDay'])}，营业日为 ${String(clock['day'])}`);
  return { planned: plan && { to: plan.to, everyMinutes: plan.everyMinutes }, backup, backupTry, check, warnings };
}

/** Who is still waited for after a restore; null when nothing is recovering. */
export async function recoveryStateOf(services: HallServices): Promise<z.infer<typeof recoveryState>> {
  const progress = await recoveryProgress(services.context);
  return progress && { ...progress, missing: progress.missing.map((one) => ({ ...one })) };
}
