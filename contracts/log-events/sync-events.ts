import { declareEvents } from './declare.ts';

/** Traffic with the hall server. */
export const syncEvents = declareEvents({
  'link-changed': {
    type: 'sync', audience: 'staff', severity: 'info', privacy: 'none',
    params: { state: { connecting: '正在连接', online: '已联网', offline: '已离线' }, pending: 'count', detail: 'text' },
    zh: '与大厅服务器{state}，待上传 {pending} 笔。{detail}',
    en: 'Hall server link {state}, {pending} facts pending. {detail}',
  },
  'handshake-end': {
    type: 'sync', audience: 'installer', severity: 'info', privacy: 'none',
    params: {
      disposition: { accepted: '成功', refused: '被拒绝', unreachable: '连接不上', 'wrong-server-key': '服务器密钥不符' },
      incarnation: 'text',
      ms: 'milliseconds',
    },
    zh: '握手{disposition}，服务器代次 {incarnation}，用时 {ms} 毫秒',
    en: 'Handshake {disposition}, incarnation {incarnation}, {ms} ms',
  },
  'incarnation-changed': {
    type: 'sync', audience: 'staff', severity: 'warning', privacy: 'none',
    params: { from: 'text', to: 'text' },
    zh: '大厅服务器已恢复或切换：代次 {from} 变为 {to}，将重新核对数据',
    en: 'The hall server was restored or replaced: incarnation {from} became {to}',
  },
  'push-start': {
    type: 'sync', audience: 'installer', severity: 'info', privacy: 'none',
    params: { after: 'count', operations: 'count' },
    zh: '上传操作，自序号 {after} 之后 {operations} 笔',
    en: 'Pushing {operations} operations after {after}',
  },
  'push-end': {
    type: 'sync', audience: 'installer', severity: 'info', privacy: 'none',
    params: {
      disposition: { applied: '已应用', forked: '日志分叉', gap: '序号不连续', unreachable: '连接不上', refused: '被拒绝' },
      applied: 'count',
      safe: 'count',
      parked: 'count',
      ms: 'milliseconds',
    },
    zh: '上传{disposition}：已应用至 {applied}，已备份至 {safe}，搁置 {parked} 笔，用时 {ms} 毫秒',
    en: 'Push {disposition}: applied to {applied}, safe to {safe}, {parked} parked, {ms} ms',
  },
  'feed-end': {
    type: 'sync', audience: 'installer', severity: 'info', privacy: 'none',
    params: {
      disposition: { applied: '已应用', 'snapshot-needed': '需要全量快照', unreachable: '连接不上', refused: '被拒绝' },
      entries: 'count',
      revision: 'count',
    },
    zh: '变更流{disposition}：{entries} 条，至版本 {revision}',
    en: 'Feed {disposition}: {entries} entries, to revision {revision}',
  },
  'snapshot-start': {
    type: 'sync', audience: 'installer', severity: 'info', privacy: 'none',
    params: { reason: { first: '首次', 'too-old': '游标过旧', incarnation: '代次变化' } },
    zh: '开始读取全量快照：{reason}',
    en: 'Reading a snapshot: {reason}',
  },
  'snapshot-end': {
    type: 'sync', audience: 'installer', severity: 'info', privacy: 'none',
    params: { disposition: { applied: '已应用', interrupted: '中断' }, entries: 'count', revision: 'count', ms: 'milliseconds' },
    zh: '全量快照{disposition}：{entries} 条，起始版本 {revision}，用时 {ms} 毫秒',
    en: 'Snapshot {disposition}: {entries} entries from revision {revision}, {ms} ms',
  },
  'log-forked': {
    type: 'sync', audience: 'staff', severity: 'error', privacy: 'none',
    params: { from: 'text', to: 'text', moved: 'count' },
    zh: '本机操作日志与服务器不一致，已换新日志 {to}（原 {from}），转入未上传 {moved} 笔',
    en: 'The log forked: continuing in {to} (was {from}) with {moved} unsent operations',
  },
  'operation-parked': {
    type: 'sync', audience: 'staff', severity: 'warning', privacy: 'none',
    params: { operation: 'text', seq: 'count', reason: 'text' },
    zh: '服务器搁置操作 {operation}（序号 {seq}）：{reason}',
    en: 'The server parked operation {operation} (seq {seq}): {reason}',
  },
  'files-lost': {
    type: 'sync', audience: 'staff', severity: 'error', privacy: 'none',
    params: { count: 'count' },
    zh: '本机有 {count} 页扫描件损坏或丢失，无法上传，请在办件中查看并重新扫描',
    en: '{count} scanned pages of this terminal are damaged or missing and cannot be uploaded: look at their cases and scan them again',
  },
  'numbers-leased': {
    type: 'sync', audience: 'installer', severity: 'info', privacy: 'none',
    params: { businessDay: 'text', blocks: 'count', left: 'count' },
    zh: '已预租 {businessDay} 的号段 {blocks} 段，可用 {left} 个',
    en: 'Leased {blocks} blocks for {businessDay}, {left} numbers left',
  },
  'numbers-low': {
    type: 'sync', audience: 'staff', severity: 'warning', privacy: 'none',
    params: { businessDay: 'text', left: 'count' },
    zh: '{businessDay} 的离线号码只剩 {left} 个',
    en: 'Only {left} offline numbers left for {businessDay}',
  },
  'number-answer-late': {
    type: 'sync', audience: 'installer', severity: 'warning', privacy: 'none',
    params: { ticket: 'text', ms: 'milliseconds' },
    zh: '号码答复迟到 {ms} 毫秒，已用离线号码，号票 {ticket}',
    en: 'The number came {ms} ms late; an offline number was used, ticket {ticket}',
  },
});
