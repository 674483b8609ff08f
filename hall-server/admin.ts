import { parseArgs } from 'node:util';
import { adminCommand, type AdminAnswer } from './admin/admin-work.ts';
import { runAdmin } from './admin/run-admin.ts';

const USAGE = `用法 · usage: node hall-server/admin.ts <命令> --data 文件夹
  enrolment-code --name 取号机1 --kind kiosk|window|display [--minutes 30]   一次性登记码
  manage-link [--minutes 10]   打开管理页的一次性链接（服务器运行时）
  replay-parked      升级后重放搁置的操作
  new-incarnation    从备份恢复后执行
  attention          今日冲突与搁置的操作（JSON）
  figures            今日各终端发出的号票数`;

const out = (line: string): void => void process.stdout.write(`${line}\n`);
const fail = (line: string): void => {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
};

const given = readArguments();
if (typeof given === 'string') fail(`${given}\n${USAGE}`);
else {
  const command = adminCommand.safeParse(given.command);
  if (!command.success) {
    const issue = command.error.issues[0];
    fail(`参数不对：${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}\n${USAGE}`);
  } else {
    const answer = await runAdmin(given.data, command.data);
    if (answer.ok) say(answer.value);
    else fail(answer.error);
  }
}

function readArguments(): { readonly data: string; readonly command: unknown } | string {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { data: { type: 'string' }, name: { type: 'string' }, kind: { type: 'string' }, minutes: { type: 'string' } },
    });
    const command = positionals[0];
    if (command === undefined) return '缺少命令 · command missing';
    if (values.data === undefined) return '缺少数据文件夹：--data · --data is missing';
    const minutes = Number(values.minutes ?? (command === 'manage-link' ? 10 : 30));
    const given = { 'enrolment-code': { command, name: values.name, kind: values.kind, minutes }, 'manage-link': { command, minutes } };
    return { data: values.data, command: Object.hasOwn(given, command) ? given[command as keyof typeof given] : { command } };
  } catch (error) {
    return `不认识的参数 · ${error instanceof Error ? error.message : String(error)}`;
  }
}

function say(answer: AdminAnswer): void {
  if (answer.kind === 'enrolment-code') {
    out(answer.code);
    out(`请在 ${new Date(answer.expiresAtMs).toLocaleString('zh-CN')} 前使用，只能用一次`);
  } else if (answer.kind === 'manage-link') {
    for (const url of answer.urls) out(url);
    out(`请在 ${new Date(answer.expiresAtMs).toLocaleString('zh-CN')} 前打开，只能用一次；登录后 12 小时内有效`);
  } else if (answer.kind === 'not-running') {
    fail('大厅服务器没有运行，管理页打不开：请先启动服务器 · the server is not running');
  } else if (answer.kind === 'figures') {
    out(`营业日 ${answer.businessDay}`);
    for (const [terminal, count] of Object.entries(answer.byTerminal)) out(`终端 ${terminal}：${count} 张`);
  } else if (answer.kind === 'attention') out(JSON.stringify({ conflicts: answer.conflicts, parked: answer.parked }, null, 2));
  else if (answer.kind === 'replayed') out(`已应用 ${answer.applied} 笔，仍搁置 ${answer.stillParked} 笔`);
  else out(`新的代次：${answer.incarnation}`);
}
