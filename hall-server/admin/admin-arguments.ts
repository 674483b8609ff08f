import path from 'node:path';
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '#kernel/result.ts';
import { adminCommand, type AdminCommand } from './admin-work.ts';

export const ADMIN_USAGE = `用法 · usage: node hall-server/admin.ts <命令> --data 文件夹
  enrolment-code --name 取号机1 --kind kiosk|window|display [--minutes 30]   一次性登记码
  manage-link [--minutes 10]   打开管理页的一次性链接（服务器运行时）
  attention          今日冲突、搁置的操作、恢复进度、备份与检查的提示（JSON）
  statistics         当前计数与备份情况（JSON）
  figures            今日各终端发出的号票数
  replay-parked      升级后重放搁置的操作
  backup --to 备份文件夹 [--sealed]      立即备份并验证；--sealed 用大厅恢复公钥封存密钥
  rehearse --from 某个备份 [--recovery-key 私钥文件] [--temporary 文件夹]   恢复演练，不动现有大厅（不需要 --data）
  restore --from 某个备份 --data 文件夹 [--replace] [--recovery-key 私钥文件]   恢复；--replace 先把原文件移到一旁
  verify             检查整个数据库与审计链
  set-day 2026-03-02 时钟可疑时由管理员设定或确认营业日（先校准服务器时间）
  end-recovery       不再等未到的终端，结束恢复阶段
  recover-key --terminal 名称或编号 [--recovery-key 私钥文件]   取出终端存在这里的密钥
  new-incarnation    手工放回旧数据库文件之后执行（restore 已包含）`;

/** What the command line asks for. `local`: done by the command line itself, no server is asked. */
export type AdminTask =
  | { readonly kind: 'command'; readonly data: string; readonly command: AdminCommand; readonly recoveryKey: string | null }
  | { readonly kind: 'restore'; readonly data: string; readonly from: string; readonly replace: boolean; readonly recoveryKey: string | null }
  | { readonly kind: 'rehearse'; readonly from: string; readonly recoveryKey: string | null; readonly temporary: string | undefined }
  | { readonly kind: 'help' };

const OPTIONS = {
  data: { type: 'string' },
  name: { type: 'string' },
  kind: { type: 'string' },
  minutes: { type: 'string' },
  to: { type: 'string' },
  from: { type: 'string' },
  terminal: { type: 'string' },
  temporary: { type: 'string' },
  'recovery-key': { type: 'string' },
  sealed: { type: 'boolean', default: false },
  replace: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Options of each command besides --data. */
const ALLOWED: Readonly<Record<string, readonly (keyof typeof OPTIONS)[]>> = {
  'enrolment-code': ['name', 'kind', 'minutes'],
  'manage-link': ['minutes'],
  backup: ['to', 'sealed'],
  rehearse: ['from', 'recovery-key', 'temporary'],
  restore: ['from', 'replace', 'recovery-key'],
  'recover-key': ['terminal', 'recovery-key'],
};

/** Reads the arguments after the program's name; the error is one sentence. */
export function parseAdminArguments(args: readonly string[]): Result<AdminTask, string> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    return err(`不认识的参数 · ${error instanceof Error ? error.message : String(error)}`);
  }
  const { values, positionals } = parsed;
  if (values.help) return ok({ kind: 'help' });
  const [command, ...rest] = positionals;
  if (command === undefined) return err('缺少命令 · command missing');
  const day = command === 'set-day' ? rest.shift() : undefined;
  if (command === 'set-day' && day === undefined) return err('缺少日期，例如 set-day 2026-03-02 · the day is missing');
  if (rest.length > 0) return err(`多余的参数：${rest.join(' ')} · too many arguments`);
  for (const [name, value] of Object.entries(values)) {
    const wanted = name === 'data' || (ALLOWED[command] ?? []).includes(name as keyof typeof OPTIONS);
    if (value !== false && !wanted) return err(`${command} 没有 --${name} 这个参数 · ${command} takes no --${name}`);
  }
  const recoveryKey = values['recovery-key'] ?? null;
  const needed = command === 'rehearse' || command === 'restore' ? values.from : '';
  if (needed === undefined) return err('缺少备份：--from · --from is missing');
  if (command === 'rehearse') return ok({ kind: 'rehearse', from: path.resolve(needed), recoveryKey, temporary: values.temporary });
  if (values.data === undefined) return err('缺少数据文件夹：--data · --data is missing');
  if (command === 'restore') return ok({ kind: 'restore', data: values.data, from: path.resolve(needed), replace: values.replace, recoveryKey });
  if (command === 'backup' && values.to === undefined) return err('缺少备份文件夹：--to · --to is missing');
  if (command === 'recover-key' && values.terminal === undefined) return err('缺少终端：--terminal · --terminal is missing');
  const minutes = Number(values.minutes ?? (command === 'manage-link' ? 10 : 30));
  const fields: Readonly<Record<string, object>> = {
    'enrolment-code': { name: values.name, kind: values.kind, minutes },
    'manage-link': { minutes },
    backup: { to: path.resolve(values.to ?? ''), sealed: values.sealed },
    'set-day': { day },
    'recover-key': { terminal: values.terminal },
  };
  const checked = adminCommand.safeParse({ command, ...fields[command] });
  if (checked.success) return ok({ kind: 'command', data: values.data, command: checked.data, recoveryKey });
  const issue = checked.error.issues[0];
  const at = issue?.path.join('.') ?? '';
  return err(at === 'command' ? `没有这个命令：${command} · no such command` : `参数不对：--${at} ${issue?.message ?? ''}`);
}
