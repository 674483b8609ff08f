import { type LogEventDeclaration, type LogParameter } from './log-events/declare.ts';
import { LOG_EVENTS } from './log-events.ts';

const TYPES: Readonly<Record<LogEventDeclaration['type'], string>> = {
  'user-action': '人的操作 · user action',
  'system-action': '系统动作 · system action',
  device: '设备 · device',
  sync: '同步 · sync',
  security: '安全 · security',
};

const SEVERITIES = { info: '信息', warning: '警告', error: '错误' } as const;
const AUDIENCES = { staff: '工作人员', installer: '安装人员' } as const;

/** docs/log-events.md, whole. */
export function logEventsDocument(): string {
  const events = Object.entries<LogEventDeclaration>(LOG_EVENTS);
  const chapters = Object.entries(TYPES).map(([type, title]) => {
    const members = events.filter(([, event]) => event.type === type);
    return [`## ${title}`, ...members.map(([id, event]) => chapter(id, event))].join('\n\n');
  });
  return `${[HEAD, ...chapters].join('\n\n')}\n`;
}

const HEAD = `# 日志事件 · Log events

由 \`contracts/log-events.ts\` 生成，请勿手改；更新：\`npx vitest run contracts -u\`。
Made from \`contracts/log-events.ts\`; do not edit by hand.

日志在数据目录的 \`logs/\` 下，每行一个 JSON 对象：\`time\`（本机毫秒时间，只作参考）、\`uptime\`（服务启动后的毫秒数）、\`event\`、\`type\`、\`audience\`、\`level\`、\`text\`（中文句子）与各参数。
证件号码、手机号和姓名在写入前遮盖；设备字节不进日志。相同事件 60 秒内只写第一次，其余合并为 \`log-repeats\`。以 \`-start\` 结尾的长动作都有对应的 \`-end\`，带 \`disposition\`（结果）。`;

function chapter(id: string, event: LogEventDeclaration): string {
  const facts = [SEVERITIES[event.severity], `给${AUDIENCES[event.audience]}`, event.privacy === 'masked' ? '含遮盖后的身份' : '不含个人信息'];
  const params = Object.entries(event.params).map(([name, parameter]) => `  - \`${name}\`：${describe(parameter)}`);
  return [`### \`${id}\``, '', facts.join(' · '), '', `- ${event.zh}`, `- ${event.en}`, ...(params.length > 0 ? ['- 参数 · parameters', ...params] : [])].join('\n');
}

function describe(parameter: LogParameter): string {
  if (typeof parameter === 'object') return Object.entries(parameter).map(([value, zh]) => `\`${value}\` ${zh}`).join('；');
  return { text: '文字', count: '数', milliseconds: '毫秒', mask: '遮盖后的姓名或号码' }[parameter];
}
