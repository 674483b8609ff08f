import { declareEvents, DONE_OR_FAILED } from './declare.ts';

/** The service itself, its store, its clock and its enrolment. */
export const serviceEvents = declareEvents({
  'service-start': {
    type: 'system-action', audience: 'installer', severity: 'info', privacy: 'none',
    params: { version: 'text', host: { browser: '浏览器', electron: 'Electron' }, node: 'text' },
    zh: '终端服务开始启动，版本 {version}，宿主 {host}，Node {node}',
    en: 'Terminal service starting, version {version}, host {host}, Node {node}',
  },
  'service-ready': {
    type: 'system-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: { surface: 'text', ms: 'milliseconds' },
    zh: '终端已可使用（{surface}），启动用时 {ms} 毫秒',
    en: 'Terminal ready ({surface}) after {ms} ms',
  },
  'service-end': {
    type: 'system-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: { disposition: { stopped: '正常停止', failed: '因故障停止' }, reason: 'text' },
    zh: '终端服务结束：{disposition}，{reason}',
    en: 'Terminal service ended: {disposition}, {reason}',
  },
  'service-fault': {
    type: 'system-action', audience: 'installer', severity: 'error', privacy: 'none',
    params: { where: 'text', detail: 'text' },
    zh: '程序内部错误（{where}）：{detail}',
    en: 'Internal error ({where}): {detail}',
  },
  'configuration-refused': {
    type: 'system-action', audience: 'installer', severity: 'error', privacy: 'none',
    params: { source: 'text', detail: 'text' },
    zh: '配置不能使用（{source}）：{detail}',
    en: 'Configuration refused ({source}): {detail}',
  },
  'log-repeats': {
    type: 'system-action', audience: 'installer', severity: 'info', privacy: 'none',
    params: { of: 'text', times: 'count', ms: 'milliseconds', values: 'text' },
    zh: '{of} 在 {ms} 毫秒内又发生 {times} 次，内容相同：{values}',
    en: '{of} happened {times} more times within {ms} ms with the same values: {values}',
  },
  'log-write-failed': {
    type: 'system-action', audience: 'installer', severity: 'warning', privacy: 'none',
    params: { lost: 'count', detail: 'text' },
    zh: '日志写入失败，丢失 {lost} 行：{detail}',
    en: 'Log could not be written, {lost} lines lost: {detail}',
  },
  'store-open-start': {
    type: 'system-action', audience: 'installer', severity: 'info', privacy: 'none',
    params: { file: 'text' },
    zh: '正在打开本机数据库 {file}',
    en: 'Opening the store {file}',
  },
  'store-open-end': {
    type: 'system-action', audience: 'installer', severity: 'info', privacy: 'none',
    params: { disposition: { opened: '已打开', created: '已新建', refused: '已拒绝' }, schema: 'count', ms: 'milliseconds' },
    zh: '本机数据库{disposition}，结构版本 {schema}，用时 {ms} 毫秒',
    en: 'Store {disposition}, schema {schema}, {ms} ms',
  },
  'store-refused': {
    type: 'system-action', audience: 'staff', severity: 'error', privacy: 'none',
    params: {
      reason: {
        'newer-schema': '数据由更新的版本写成',
        'wrong-key': '密钥不符',
        'not-encrypted': '文件未加密',
        damaged: '文件损坏',
        busy: '被另一进程占用',
        'no-access': '无权读写',
        'no-space': '磁盘已满',
        other: '其他原因',
      },
      detail: 'text',
    },
    zh: '本机数据库不能使用：{reason}。数据原样保留，请联系管理员。{detail}',
    en: 'Store refused: {reason}. Data is left as it is. {detail}',
  },
  'store-migrated': {
    type: 'system-action', audience: 'installer', severity: 'info', privacy: 'none',
    params: { from: 'count', to: 'count', backup: 'text' },
    zh: '本机数据库结构由 {from} 升级到 {to}，升级前备份 {backup}',
    en: 'Store migrated from schema {from} to {to}, backup {backup}',
  },
  'store-fault': {
    type: 'system-action', audience: 'staff', severity: 'error', privacy: 'none',
    params: { act: 'text', detail: 'text' },
    zh: '本机数据未能保存（{act}）：{detail}',
    en: 'The store could not save ({act}): {detail}',
  },
  'store-key-weak': {
    type: 'security', audience: 'staff', severity: 'warning', privacy: 'none',
    params: { provider: 'text' },
    zh: '数据库密钥只受文件权限保护（{provider}），建议启用可信芯片或系统密钥库',
    en: 'The store key is protected by file permissions only ({provider})',
  },
  'clock-trust-changed': {
    type: 'system-action', audience: 'staff', severity: 'warning', privacy: 'none',
    params: { trust: { trusted: '可信', untrusted: '不可信' }, offMs: 'milliseconds' },
    zh: '本机时钟现在{trust}，与大厅服务器相差 {offMs} 毫秒',
    en: 'The clock is now {trust}, {offMs} ms from the hall server',
  },
  'business-day-changed': {
    type: 'system-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: { from: 'text', to: 'text' },
    zh: '营业日由 {from} 变为 {to}',
    en: 'Business day changed from {from} to {to}',
  },
  'enrolment-start': {
    type: 'security', audience: 'installer', severity: 'info', privacy: 'none',
    params: { server: 'text' },
    zh: '正在向 {server} 登记本终端',
    en: 'Enrolling this terminal at {server}',
  },
  'enrolment-end': {
    type: 'security', audience: 'staff', severity: 'info', privacy: 'none',
    params: {
      disposition: {
        enrolled: '成功',
        'code-malformed': '登记码格式不对',
        'code-unknown': '登记码不存在',
        'code-expired': '登记码已过期',
        'code-used': '登记码已使用过',
        'wrong-server-key': '服务器密钥与登记码不符',
        unreachable: '连接不上服务器',
        refused: '服务器拒绝',
      },
      server: 'text',
      terminal: 'text',
    },
    zh: '终端登记{disposition}，服务器 {server}，终端 {terminal}',
    en: 'Enrolment ended: {disposition}, server {server}, terminal {terminal}',
  },
  'recovery-end': {
    type: 'system-action', audience: 'staff', severity: 'warning', privacy: 'none',
    params: { disposition: DONE_OR_FAILED, drafts: 'count', printing: 'count' },
    zh: '上次意外中断的善后{disposition}：未完成取号 {drafts} 个，打印结果不明 {printing} 张',
    en: 'Recovery after an interruption {disposition}: {drafts} unfinished tickets, {printing} prints of unknown outcome',
  },
});
