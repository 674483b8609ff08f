import { declareEvents } from './declare.ts';

/** Health of devices: logged on change only. Bytes belong to the wire trace, never here. */
export const deviceEvents = declareEvents({
  'device-state-changed': {
    type: 'device', audience: 'staff', severity: 'info', privacy: 'none',
    params: {
      device: 'text',
      state: { connecting: '连接中', ready: '正常', faulty: '需要处理', unavailable: '不可用', unknown: '不能确定' },
      cause: 'text',
      detail: 'text',
    },
    zh: '设备 {device} {state}：{cause} {detail}',
    en: 'Device {device} {state}: {cause} {detail}',
  },
  'device-recovery-start': {
    type: 'device', audience: 'installer', severity: 'warning', privacy: 'none',
    params: { device: 'text', cause: 'text' },
    zh: '设备 {device} 开始恢复：{cause}',
    en: 'Recovering device {device}: {cause}',
  },
  'device-recovery-step': {
    type: 'device', audience: 'installer', severity: 'info', privacy: 'none',
    params: { device: 'text', step: { retry: '重试', reset: '复位', reopen: '重新打开' }, attempt: 'count' },
    zh: '设备 {device} 恢复：{step}，第 {attempt} 次',
    en: 'Recovering device {device}: {step}, attempt {attempt}',
  },
  'device-recovery-end': {
    type: 'device', audience: 'installer', severity: 'info', privacy: 'none',
    params: { device: 'text', disposition: { healed: '已恢复', 'given-up': '未恢复', stopped: '已停止' }, ms: 'milliseconds' },
    zh: '设备 {device} {disposition}，用时 {ms} 毫秒',
    en: 'Device {device} {disposition} after {ms} ms',
  },
  'device-identified': {
    type: 'device', audience: 'installer', severity: 'info', privacy: 'none',
    params: { device: 'text', channel: 'text', model: 'text', serial: 'text' },
    zh: '设备 {device} 在 {channel}：型号 {model}，序列号 {serial}',
    en: 'Device {device} at {channel}: model {model}, serial {serial}',
  },
  'device-link-counters': {
    type: 'device', audience: 'installer', severity: 'info', privacy: 'none',
    params: { device: 'text', sent: 'count', answered: 'count', timeouts: 'count', discarded: 'count', late: 'count' },
    zh: '设备 {device} 通信计数：发送 {sent}，应答 {answered}，超时 {timeouts}，丢弃 {discarded}，迟到 {late}',
    en: 'Device {device} link: sent {sent}, answered {answered}, timed out {timeouts}, discarded {discarded}, late {late}',
  },
  'device-answer-late': {
    type: 'device', audience: 'installer', severity: 'warning', privacy: 'none',
    params: { device: 'text', command: 'text', ms: 'milliseconds' },
    zh: '设备 {device} 对 {command} 的应答迟到 {ms} 毫秒，已丢弃',
    en: 'Device {device} answered {command} {ms} ms late; dropped',
  },
  'card-read-start': {
    type: 'device', audience: 'installer', severity: 'info', privacy: 'none',
    params: { device: 'text' },
    zh: '读卡器 {device} 发现证件，开始读取',
    en: 'Reader {device} found a card, reading',
  },
  'card-read-end': {
    type: 'device', audience: 'staff', severity: 'info', privacy: 'none',
    params: {
      device: 'text',
      disposition: { read: '成功', lifted: '证件拿开过早', 'wrong-card': '不是可读的证件', failed: '失败' },
      ms: 'milliseconds',
    },
    zh: '读卡器 {device} 读取{disposition}，用时 {ms} 毫秒',
    en: 'Reader {device}: {disposition} after {ms} ms',
  },
});
