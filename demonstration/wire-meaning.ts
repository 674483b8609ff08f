/** What bytes on the demonstration's cables mean, in words; null for what repeats all day (polls and their answers). */

const COMMANDS: Readonly<Record<string, string | null>> = {
  '20,1': null,
  '20,2': '选卡',
  '30,1': '读文字与照片',
  '30,10': '读文字、照片与指纹',
  '30,3': '读追加住址',
  '10,ff': '安全模块复位',
  '11,ff': '查询安全模块状态',
  '12,ff': '读安全模块编号',
};

const REPLIES: Readonly<Record<number, string | null>> = {
  0x80: null,
  0x9f: '找到卡片',
  0x90: '成功',
  0x91: '卡内没有这一项',
  0x81: '选卡失败',
  0x41: '读卡失败',
  0x40: '不是身份证',
};

/** Where command and status stand in a SAM_V frame: preamble 5, length 2, then CMD PARA or SW1 SW2 SW3. */
const COMMAND_AT = 7;
const STATUS_AT = 9;

export function readerMeaning(bytes: Uint8Array, direction: 'to-device' | 'from-device'): string | null {
  if (direction === 'to-device') {
    const key = `${(bytes[COMMAND_AT] ?? 0).toString(16)},${(bytes[COMMAND_AT + 1] ?? 0).toString(16)}`;
    const meaning = COMMANDS[key];
    return meaning === undefined ? '命令' : meaning;
  }
  const status = bytes[STATUS_AT] ?? -1;
  const meaning = REPLIES[status];
  if (meaning === undefined) return `应答 ${status.toString(16).toUpperCase()}`;
  return status === 0x90 && bytes.length > 1000 ? `成功：文字 256 字节、照片 1024 字节` : meaning;
}

/** DLE EOT n, asked up to four at a time. */
const DLE = 0x10;
const EOT = 0x04;
const HEALTHY_STATUS = new Set([0x12, 0x16]);

export function printerMeaning(bytes: Uint8Array, direction: 'to-device' | 'from-device'): string | null {
  if (direction === 'to-device') {
    if (bytes.length <= 12 && bytes[0] === DLE && bytes[1] === EOT) return null;
    return bytes.length < 16 ? '打印机设置' : `打印数据 ${bytes.length} 字节`;
  }
  if (bytes.every((byte) => HEALTHY_STATUS.has(byte))) return null;
  if (bytes.length === 1 && bytes[0] === 0) return '已打印完（GS r 应答）';
  return '打印机状态';
}
