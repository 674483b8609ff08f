import { declareEvents } from './declare.ts';

const WAYS = {
  'id-card': '身份证件',
  'id-number': '证件号码',
  phone: '手机号',
  passport: '护照',
  'credit-code': '统一社会信用代码',
} as const;

const PAPER_CAUSES = {
  none: '无',
  'paper-end': '缺纸',
  'cover-open': '机盖打开',
  'cutter-error': '切刀故障',
  jam: '卡纸',
  'printer-error': '打印机故障',
  'printer-unavailable': '打印机未连接',
  'no-answer': '打印机无应答',
} as const;

/** What people do at the kiosk and the window, and what becomes of their tickets. */
export const ticketEvents = declareEvents({
  'session-start': {
    type: 'user-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: { by: { touch: '触摸', card: '放卡' } },
    zh: '有人开始使用（{by}）',
    en: 'Somebody began ({by})',
  },
  'session-end': {
    type: 'user-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: { disposition: { finished: '办完', left: '主动退出', 'timed-out': '超时' }, screen: 'text', ms: 'milliseconds' },
    zh: '使用结束：{disposition}，停在 {screen}，用时 {ms} 毫秒；个人信息已清除',
    en: 'Session ended: {disposition} on {screen} after {ms} ms; personal data wiped',
  },
  'person-identified': {
    type: 'user-action', audience: 'staff', severity: 'info', privacy: 'masked',
    params: { way: WAYS, mask: 'mask' },
    zh: '已识别 {mask}（{way}）',
    en: 'Identified {mask} ({way})',
  },
  'identity-refused': {
    type: 'user-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: {
      way: WAYS,
      fault: {
        empty: '未填写',
        'wrong-length': '位数不对',
        'wrong-character': '含有不允许的字符',
        'wrong-date': '出生日期不对',
        'wrong-check-digit': '校验位不对',
        'unknown-region': '地区代码不存在',
        'wrong-format': '格式不对',
      },
    },
    zh: '输入的{way}未通过：{fault}',
    en: 'Typed {way} refused: {fault}',
  },
  'ticket-taken': {
    type: 'user-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: {
      number: 'text',
      business: 'text',
      origin: { bound: '联网', leased: '离线，预租号段', permanent: '离线，本机号段' },
      ticket: 'text',
      ms: 'milliseconds',
    },
    zh: '取号 {number}，业务 {business}（{origin}），从点按到落盘 {ms} 毫秒，号票 {ticket}',
    en: 'Ticket {number} taken for {business} ({origin}), {ms} ms from tap to disk, ticket {ticket}',
  },
  'ticket-existing-shown': {
    type: 'user-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: { number: 'text', business: 'text', ticket: 'text' },
    zh: '此人已有 {number}（{business}），未重复取号，号票 {ticket}',
    en: 'The person already has {number} ({business}); shown, not doubled, ticket {ticket}',
  },
  'ticket-refused': {
    type: 'user-action', audience: 'staff', severity: 'warning', privacy: 'none',
    params: {
      business: 'text',
      reason: {
        closed: '不在取号时间',
        stopped: '已停止取号',
        'real-name-required': '需要实名',
        'no-number-left': '号段已用完',
        'storage-fault': '本机数据未能保存',
      },
    },
    zh: '未能取号，业务 {business}：{reason}',
    en: 'No ticket for {business}: {reason}',
  },
  'ticket-print-start': {
    type: 'system-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: { number: 'text', copy: 'count', ticket: 'text' },
    zh: '开始打印 {number} 第 {copy} 次，号票 {ticket}',
    en: 'Printing {number}, copy {copy}, ticket {ticket}',
  },
  'ticket-print-end': {
    type: 'system-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: {
      number: 'text',
      disposition: { printed: '已出纸', unconfirmed: '已送出，打印机不能确认', unknown: '结果不明', failed: '未出纸' },
      cause: PAPER_CAUSES,
      ms: 'milliseconds',
      ticket: 'text',
    },
    zh: '打印 {number} {disposition}，原因 {cause}，用时 {ms} 毫秒，号票 {ticket}',
    en: 'Print of {number} {disposition}, cause {cause}, {ms} ms, ticket {ticket}',
  },
  'ticket-paper-answered': {
    type: 'user-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: { number: 'text', answer: { came: '出来了', 'did-not-come': '没有出来', 'no-answer': '没有回答' }, ticket: 'text' },
    zh: '问「号票出来了吗」，{number} 答：{answer}，号票 {ticket}',
    en: 'Asked whether {number} came out: {answer}, ticket {ticket}',
  },
  'ticket-number-shown': {
    type: 'system-action', audience: 'staff', severity: 'warning', privacy: 'none',
    params: { number: 'text', cause: PAPER_CAUSES, ticket: 'text' },
    zh: '没有纸票，屏幕显示 {number} 供拍照，原因 {cause}，号票 {ticket}',
    en: 'No paper; {number} shown on the screen, cause {cause}, ticket {ticket}',
  },
  'ticket-reprint-asked': {
    type: 'user-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: { number: 'text', ticket: 'text' },
    zh: '要求补打 {number}，号票 {ticket}',
    en: 'Reprint of {number} asked for, ticket {ticket}',
  },
  'help-requested': {
    type: 'user-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: { screen: 'text' },
    zh: '有人求助，停在 {screen}',
    en: 'Help requested on {screen}',
  },
  'help-answered': {
    type: 'user-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: { request: 'text' },
    zh: '工作人员已应答求助 {request}',
    en: 'Staff answered the request {request}',
  },
  'window-command': {
    type: 'user-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: {
      window: 'text',
      command: { next: '下一位', recall: '重呼', finish: '完成', miss: '过号', open: '开窗', pause: '暂停', close: '关窗' },
      outcome: { done: '已执行', 'nobody-waiting': '无人等候', 'wrong-state': '当前状态不能执行', offline: '连接不上大厅服务器' },
      number: 'text',
    },
    zh: '窗口 {window} {command}：{outcome}，号码 {number}',
    en: 'Window {window} {command}: {outcome}, number {number}',
  },
});
