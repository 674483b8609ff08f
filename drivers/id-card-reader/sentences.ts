import { exhaustive } from '#kernel/exhaustive.ts';
import type { ReaderError } from './types.ts';

export interface Sentences {
  /** For the screen in front of a citizen: what to do now. */
  readonly citizen: string;
  /** For staff and installers: what is wrong and where to look. May carry technical detail, never data of a card. */
  readonly staff: string;
}

const CALL_STAFF = '身份证阅读器暂时不能使用，请改用输入证件号码，或请工作人员帮忙。';

/** The pair of sentences of every error. */
export function sentencesOf(error: ReaderError): Sentences {
  switch (error.kind) {
    case 'no-card':
      return {
        citizen: '没有感应到身份证，请把身份证平放在感应区。',
        staff: '等待时间内没有新卡。若卡一直放在感应区，请拿起后重新放好（已读过的卡要拿起后才能再读）。',
      };
    case 'read-failed':
      return { citizen: '正在读取身份证，请放好不要移动。', staff: `读卡失败，程序在继续尝试（${error.detail}）。` };
    case 'lift-and-lay-again':
      return { citizen: '没有读到身份证，请拿起后重新放好。', staff: `读卡中断，卡已移开或需要拿起后重新放置（${error.detail}）。` };
    case 'not-an-id-card':
      return { citizen: '这不是身份证，请放上居民身份证、港澳台居民居住证或外国人永久居留身份证。', staff: '感应区上的卡不是身份证类卡片（状态 40）。' };
    case 'authentication-failed':
      return { citizen: '这张证件没有通过验证，请到人工窗口办理。', staff: `安全模块与卡片认证失败，请在人工窗口核对证件（${error.detail}）。` };
    case 'bad-content':
      return { citizen: '证件内容读取不完整，请到人工窗口办理。', staff: `卡内数据不符合规范（${error.detail}）。` };
    case 'sam-not-authorised':
      return { citizen: CALL_STAFF, staff: '阅读器的安全模块未获授权（状态 66），请联系阅读器供应商。' };
    case 'sam-self-test-failed':
      return { citizen: CALL_STAFF, staff: '阅读器的安全模块自检失败（状态 60），请断电重启；仍然失败请更换阅读器。' };
    case 'unavailable':
      return { citizen: CALL_STAFF, staff: `${UNAVAILABLE[error.reason]}（${error.detail}）。` };
    case 'no-answer':
      return { citizen: CALL_STAFF, staff: `阅读器没有应答，请检查电源、连线和波特率（${error.detail}）。` };
    case 'refused':
      return { citizen: CALL_STAFF, staff: `阅读器拒绝了命令（${error.detail}）。` };
    case 'cancelled':
      return { citizen: '已取消读卡。', staff: '读卡已被取消。' };
    default:
      return exhaustive(error, 'reader error');
  }
}

const UNAVAILABLE: Readonly<Record<Extract<ReaderError, { kind: 'unavailable' }>['reason'], string>> = {
  'not-found': '没有找到阅读器，请检查连线和地址设置',
  busy: '阅读器端口被另一个程序占用',
  'no-permission': '没有使用阅读器端口的权限，请把运行用户加入 dialout 组或配置 udev 规则',
  lost: '与阅读器的连接断开，请检查 USB 线或串口线',
  'no-answer': '阅读器没有应答，请检查电源、连线和波特率',
  'bad-address': '阅读器地址写错了',
  unsupported: '这台机器不支持这种连接方式',
};
