import type { ConfigError } from './config/hall-config.ts';
import type { OpenError } from './store/sqlite/open-database.ts';

/** Why the hall server cannot start. */
export type StartError =
  | OpenError
  | ConfigError
  | { readonly kind: 'port-busy'; readonly host: string; readonly port: number }
  | { readonly kind: 'address-unusable'; readonly host: string; readonly port: number; readonly detail: string }
  | { readonly kind: 'plain-http-exposed'; readonly host: string }
  | { readonly kind: 'keys-unusable'; readonly where: string; readonly detail: string }
  | { readonly kind: 'no-hall'; readonly where: string }
  | { readonly kind: 'other-hall'; readonly where: string; readonly stored: string; readonly configured: string }
  | { readonly kind: 'series-taken'; readonly series: string; readonly terminal: string };

/** One sentence in Chinese and the same in English: what is wrong, where, and what to do. */
export function startSentence(error: StartError): string {
  switch (error.kind) {
    case 'folder-unusable':
      return both(`数据文件夹不能使用：${error.where}（${error.detail}）`, `The data folder cannot be used: ${error.where} (${error.detail})`);
    case 'in-use':
      return both(`另一个大厅服务器正在使用这个数据文件夹：${error.where}`, `Another hall server is using this data folder: ${error.where}`);
    case 'not-a-database':
      return both(`数据库文件已损坏或不是数据库：${error.where}，${restoreFrom(error.backup)[0]}`, `Damaged or not a database: ${error.where}; ${restoreFrom(error.backup)[1]}`);
    case 'damaged':
      return both(`数据库已损坏：${error.where}（${error.found}），${restoreFrom(error.backup)[0]}`, `The database is damaged: ${error.where} (${error.found}); ${restoreFrom(error.backup)[1]}`);
    case 'database-missing':
      return both(
        `数据库不见了：${error.where}。这个大厅已经使用过，不会另建空库；${restoreFrom(error.backup)[0]}`,
        `The database is gone: ${error.where}. This hall was in use and is not begun anew; ${restoreFrom(error.backup)[1]}`,
      );
    case 'key-missing':
      return both(`缺少数据库密钥 hall.key，打不开 ${error.where}；请从备份放回 hall.key 或恢复备份`, `hall.key is missing, ${error.where} cannot be opened; put hall.key back or restore a backup`);
    case 'key-unfit':
      return both(`数据库密钥已损坏（${error.detail}），请从备份放回 hall.key`, `The key of the database is damaged (${error.detail}); put hall.key back from a backup`);
    case 'restore-unfinished':
      return both(`${error.where} 的恢复没有做完，请再次执行 admin.ts restore`, `A restore into ${error.where} was cut off; run admin.ts restore again`);
    case 'newer-schema':
      return both(
        `数据库由更新的版本写成（结构 ${error.found}，本程序只认到 ${error.known}）：${error.where}，请升级程序`,
        `Written by a newer version (schema ${error.found}, known up to ${error.known}): ${error.where}; upgrade the program`,
      );
    case 'unsafe-sqlite':
      return both(`数据库不能保证断电不丢数据（${error.detail}）：${error.where}`, `The database cannot be made safe against power loss (${error.detail}): ${error.where}`);
    case 'config-unreadable':
      return both(`配置文件读不了：${error.where}（${error.detail}）`, `Cannot read the configuration: ${error.where} (${error.detail})`);
    case 'config-invalid':
      return both(`配置文件 ${error.where} 里「${error.at}」不对：${error.detail}`, `In ${error.where}, ${error.at || 'the file'} is wrong: ${error.detail}`);
    case 'port-busy':
      return both(`端口 ${error.port} 已被占用（${error.host}），请用 --port 换一个`, `Port ${error.port} on ${error.host} is in use; choose another with --port`);
    case 'address-unusable':
      return both(`不能在 ${error.host}:${error.port} 上监听（${error.detail}）`, `Cannot listen on ${error.host}:${error.port} (${error.detail})`);
    case 'plain-http-exposed':
      return both(`--plain-http 只允许本机地址，不能用于 ${error.host}`, `--plain-http is for loopback only, not for ${error.host}`);
    case 'keys-unusable':
      return both(`服务器密钥或证书不能使用：${error.where}（${error.detail}）`, `The server's key or certificate cannot be used: ${error.where} (${error.detail})`);
    case 'no-hall':
      return both(`${error.where} 里还没有大厅，请用 --config 指定配置，或用 --demo 打开示范大厅`, `There is no hall in ${error.where} yet; give --config, or --demo for the demonstration hall`);
    case 'other-hall':
      return both(
        `${error.where} 属于大厅「${error.stored}」，配置里是「${error.configured}」`,
        `${error.where} belongs to the hall ${error.stored}, the configuration names ${error.configured}`,
      );
    case 'series-taken':
      return both(
        `号码字母 ${error.series} 已是终端「${error.terminal}」的离线号段，请换一个`,
        `The letters ${error.series} are the offline series of the terminal ${error.terminal}; choose others`,
      );
  }
}

function both(chinese: string, english: string): string {
  return `${chinese}\n${english}`;
}

/** What to run when the database is lost. */
function restoreFrom(backup: string | null | undefined): readonly [string, string] {
  if (backup == null) return ['请用 admin.ts restore 从备份恢复（没有记录到备份位置）', 'restore a backup with admin.ts restore (none is on record)'];
  return [`请恢复最近的备份：admin.ts restore --from ${backup} --replace`, `restore the last backup: admin.ts restore --from ${backup} --replace`];
}
