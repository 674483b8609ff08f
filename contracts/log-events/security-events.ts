import { declareEvents } from './declare.ts';

const SURFACES = { kiosk: '自助终端', window: '窗口', board: '综合屏' } as const;

/** Who was let in and who was not. Tokens and cookies themselves are never logged. */
export const securityEvents = declareEvents({
  'launch-token-used': {
    type: 'security', audience: 'installer', severity: 'info', privacy: 'none',
    params: { surface: SURFACES },
    zh: '{surface}页面凭启动令牌接入',
    en: 'The {surface} page came in with its launch token',
  },
  'launch-token-refused': {
    type: 'security', audience: 'staff', severity: 'warning', privacy: 'none',
    params: { reason: { missing: '没有令牌', unknown: '令牌不对', used: '令牌已用过', expired: '令牌已过期' }, from: 'text' },
    zh: '拒绝页面接入：{reason}，来自 {from}',
    en: 'Page refused: {reason}, from {from}',
  },
  'connection-refused': {
    type: 'security', audience: 'staff', severity: 'warning', privacy: 'none',
    params: { reason: { host: 'Host 不符', origin: 'Origin 不符', cookie: '没有会话', role: '不是此页面的功能' }, from: 'text' },
    zh: '拒绝连接：{reason}，来自 {from}',
    en: 'Connection refused: {reason}, from {from}',
  },
  'message-refused': {
    type: 'security', audience: 'installer', severity: 'warning', privacy: 'none',
    params: { surface: SURFACES, procedure: 'text', detail: 'text' },
    zh: '{surface}页面的请求 {procedure} 格式不对：{detail}',
    en: 'Malformed call {procedure} from the {surface} page: {detail}',
  },
  'server-key-refused': {
    type: 'security', audience: 'staff', severity: 'error', privacy: 'none',
    params: { server: 'text', expected: 'text', met: 'text' },
    zh: '服务器 {server} 的密钥与登记时不同，已拒绝连接（应为 {expected}，实为 {met}）',
    en: 'The key of {server} is not the one enrolled; refused (expected {expected}, met {met})',
  },
});
