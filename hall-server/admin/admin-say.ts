import type { Rehearsed } from '../backup/rehearse.ts';
import type { Restored } from '../backup/restore-backup.ts';
import type { AdminAnswer } from './admin-work.ts';

/** What the command line says of an answer: lines for people, or the one sentence why it failed. */
export interface Said {
  readonly lines: readonly string[];
  readonly failed?: boolean;
}

const time = (ms: number): string => new Date(ms).toLocaleString('zh-CN');
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

export function sayAnswer(answer: AdminAnswer): Said {
  switch (answer.kind) {
    case 'enrolment-code':
      return { lines: [answer.code, `请在 ${time(answer.expiresAtMs)} 前使用，只能用一次`] };
    case 'manage-link':
      return { lines: [...answer.urls, `请在 ${time(answer.expiresAtMs)} 前打开，只能用一次；登录后 12 小时内有效`] };
    case 'not-running':
      return { lines: ['大厅服务器没有运行，管理页打不开：请先启动服务器 · the server is not running'], failed: true };
    case 'figures':
      return { lines: [`营业日 ${answer.businessDay}`, ...Object.entries(answer.byTerminal).map(([terminal, count]) => `终端 ${terminal}：${count} 张`)] };
    case 'attention':
    case 'statistics': {
      const { kind, ...rest } = answer;
      void kind;
      return { lines: [JSON.stringify(rest, null, 2)] };
    }
    case 'replayed':
      return { lines: [`已应用 ${answer.applied} 笔，仍搁置 ${answer.stillParked} 笔`] };
    case 'new-incarnation':
      return { lines: [`新的代次：${answer.incarnation}`, '恢复阶段开始：各终端补传完成前，取号机用本机号段'] };
    case 'failed':
      return { lines: [answer.sentence], failed: true };
    case 'backup':
      return {
        lines: [
          `备份已完成并通过验证：${answer.folder}（${megabytes(answer.bytes)}）`,
          `号票 ${answer.counts['ticket'] ?? 0} 张，操作 ${answer.counts['event'] ?? 0} 笔，终端 ${answer.counts['terminal'] ?? 0} 台`,
          answer.sealedTo === null
            ? '内含运行所需的全部密钥，未加密：请像保管钥匙一样保管这个文件夹'
            : `密钥已用大厅恢复公钥 ${answer.sealedTo} 封存；恢复时需要另外保管的恢复私钥`,
          ...(answer.sameDisk ? ['注意：备份与大厅数据在同一块磁盘上，磁盘损坏时会一起丢失'] : []),
        ],
      };
    case 'verified':
      return answer.problems.length > 0
        ? { lines: answer.problems, failed: true }
        : { lines: [`数据库完好；审计链 ${answer.auditSeq} 条连续；发出 ${answer.issued} 张号票 = 各状态之和（${states(answer.byState)}）；没有操作应用两次`] };
    case 'recovery-ended':
      return { lines: [answer.ended ? '恢复阶段已结束，恢复统一编号' : '大厅不在恢复阶段'] };
    case 'day-set': {
      const changed = answer.from === answer.to ? `营业日确认为 ${answer.to}` : `营业日已从 ${answer.from} 改为 ${answer.to}`;
      return { lines: [changed, ...(answer.clockDay === answer.to ? [] : [`服务器时钟仍是 ${answer.clockDay}：请尽快校准服务器时间`])] };
    }
    case 'recovery-copy':
      return { lines: [JSON.stringify(answer.copy)] };
  }
}

export function sayRestored({ madeAtMs, incarnation, movedAside, damagedFiles }: Restored): Said {
  return {
    lines: [
      `已恢复到 ${time(madeAtMs)} 的备份，新的代次 ${incarnation}`,
      ...(damagedFiles.length === 0 ? [] : [`备份里有 ${damagedFiles.length} 个办件文件已损坏，没有恢复；仍存有它们的终端会重新上传`]),
      ...(movedAside === null ? [] : [`原来的文件在 ${movedAside}`]),
      '现在可以启动服务器。终端会自动补传备份之后的号票；补传完成前取号机用本机号段，叫号照常',
      '备份之后窗口的叫号与完结没有保存：个别号票会重新显示为等待，请对照现场过号或完成',
    ],
  };
}

export function sayRehearsed({ manifest, inspection, expected, tookMs }: Rehearsed): Said {
  return {
    lines: [
      `演练成功：${time(manifest.madeAtMs)} 的备份可以恢复，用时 ${(tookMs / 1000).toFixed(1)} 秒`,
      `文件 ${manifest.files.length} 个、办件文件 ${manifest.blobs.length} 个校验一致；数据库结构完好（版本 ${inspection.schema}）`,
      `审计链 ${inspection.head.auditSeq} 条连续；没有操作应用两次`,
      `发出 ${inspection.issued} 张号票 = 各状态之和（${states(inspection.byState)}）`,
      `恢复后要等 ${expected} 台终端补传，才恢复统一编号`,
    ],
  };
}

function states(byState: Readonly<Record<string, number>>): string {
  return Object.entries(byState).map(([state, count]) => `${state} ${count}`).join('、') || '无';
}
