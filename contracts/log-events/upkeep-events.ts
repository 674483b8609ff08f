import { declareEvents, DONE_OR_FAILED } from './declare.ts';

/** What keeps a terminal's data safe beside the daily work. */
export const upkeepEvents = declareEvents({
  'log-began': {
    type: 'sync', audience: 'staff', severity: 'warning', privacy: 'none',
    params: {
      cause: {
        forked: '本机磁盘是较早的副本',
        'server-restored': '大厅服务器曾从备份恢复',
        restored: '本机数据从备份恢复',
        cloned: '磁盘被复制到另一台机器，或更换了网卡、主板',
        rebuilt: '本机数据经过重建',
        're-enrolled': '本机重新登记',
      },
      numbers: { kept: '预留号码照常使用', distrusted: '旧的预留号码不再使用，改用新号段' },
      held: 'count',
    },
    zh: '本机换了新的上传日志：{cause}；{numbers}；{held} 笔记录重新核对，已上传的不会重复',
    en: 'A new log was begun: {cause}; {numbers}; {held} operations are checked again, none is applied twice',
  },
  'quarantine-large': {
    type: 'system-action', audience: 'staff', severity: 'warning', privacy: 'none',
    params: { entries: 'count', bytes: 'count', folder: 'text' },
    zh: '保留的损坏文件较多：{entries} 次，共 {bytes} 字节，在数据目录的 {folder} 下。请检查磁盘；取走后可以删除',
    en: 'Many damaged files are kept: {entries} times, {bytes} bytes, under {folder} of the data folder. Have the disk checked; once fetched they may be removed',
  },
  'store-backup-end': {
    type: 'system-action', audience: 'staff', severity: 'info', privacy: 'none',
    params: { disposition: DONE_OR_FAILED, file: 'text', detail: 'text', ms: 'milliseconds' },
    zh: '本机数据每日备份{disposition}：{file}，用时 {ms} 毫秒。{detail}',
    en: 'Daily copy of the store {disposition}: {file}, {ms} ms. {detail}',
  },
  'recovery-copy-end': {
    type: 'security', audience: 'installer', severity: 'info', privacy: 'none',
    params: { disposition: DONE_OR_FAILED, keyId: 'text', detail: 'text' },
    zh: '数据密钥的恢复副本存放{disposition}（大厅恢复公钥 {keyId}）。{detail}',
    en: 'Recovery copy of the store key {disposition} (hall recovery key {keyId}). {detail}',
  },
});
