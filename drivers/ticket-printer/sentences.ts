import { exhaustive } from '#kernel/exhaustive.ts';
import type { PrinterState, PrintFailure, PrintOutcome, Remainder, UnknownReason } from './types.ts';

/** The same fact for two people. The citizen's says what to do; the staff's says what happened and where to look. */
export interface Sentences {
  readonly citizen: string;
  readonly staff: string;
}

const NUMBER_ON_SCREEN = '号码已取到，请拍照记下屏幕上的号码。';

/** How the printer is. The citizen's sentence is empty when there is nothing to do. */
export function stateSentences(state: PrinterState): Sentences {
  switch (state.kind) {
    case 'ready':
      return { citizen: '', staff: '号票打印机正常。' };
    case 'near-end':
      return { citizen: '', staff: '号票纸快用完，还能打印，请备好纸卷。' };
    case 'ticket-not-taken':
      return { citizen: '请取走号票。', staff: '出纸口有号票未取走。' };
    case 'unknown':
      return { citizen: '', staff: '号票打印机不回传状态，纸量和故障无法得知，请定时查看。' };
    case 'paper-end':
    case 'cover-open':
    case 'cutter-error':
    case 'mechanical-error':
    case 'overheated':
    case 'jam':
    case 'exit-blocked':
    case 'paper-pulled':
    case 'holder-not-loaded':
    case 'black-mark-not-found':
    case 'offline':
    case 'no-answer':
    case 'unavailable':
      return failureSentences(state);
    default:
      return exhaustive(state, 'printer state');
  }
}

export function failureSentences(failure: PrintFailure): Sentences {
  switch (failure.kind) {
    case 'paper-end':
      return { citizen: `号票纸用完了。${NUMBER_ON_SCREEN}`, staff: '号票打印机缺纸，请换纸卷，合上机盖。' };
    case 'cover-open':
      return { citizen: `打印机盖没有合上。${NUMBER_ON_SCREEN}`, staff: '号票打印机机盖打开，请合上并听到卡扣声。' };
    case 'cutter-error':
      return { citizen: `打印机切纸不畅。${NUMBER_ON_SCREEN}`, staff: '号票打印机切刀故障，请断电后清除切刀处的纸屑。' };
    case 'mechanical-error':
      return { citizen: `打印机出了故障。${NUMBER_ON_SCREEN}`, staff: '号票打印机机械故障，请断电检查纸道后重新上电，仍不行请报修。' };
    case 'overheated':
      return { citizen: `打印机需要歇一会儿。${NUMBER_ON_SCREEN}`, staff: '号票打印机打印头过热或电压异常，稍候会自行恢复。' };
    case 'jam':
      return { citizen: `号票卡在机器里了。${NUMBER_ON_SCREEN}`, staff: '号票打印机卡纸，请打开出纸通道取出卡住的纸。' };
    case 'exit-blocked':
      return { citizen: `出纸口堵住了。${NUMBER_ON_SCREEN}`, staff: '号票打印机出纸口堆纸，请清理出纸口。' };
    case 'paper-pulled':
      return { citizen: `打印时纸被拉动了，请等号票出完再取。${NUMBER_ON_SCREEN}`, staff: '打印中纸被拽动，请检查纸卷是否走偏。' };
    case 'holder-not-loaded':
      return { citizen: `打印机没有装好。${NUMBER_ON_SCREEN}`, staff: '号票打印机容纸器未装到位。' };
    case 'black-mark-not-found':
      return { citizen: `打印机没有找到纸的位置。${NUMBER_ON_SCREEN}`, staff: '号票打印机未找到黑标，请检查纸卷型号和装纸方向。' };
    case 'offline':
      return { citizen: `打印机暂时不能用。${NUMBER_ON_SCREEN}`, staff: '号票打印机报告脱机，未给出原因，请查看指示灯和机盖。' };
    case 'no-answer':
      return { citizen: `打印机没有响应。${NUMBER_ON_SCREEN}`, staff: '号票打印机已连接但没有应答，请检查电源、波特率和接线。' };
    case 'unavailable':
      return { citizen: `打印机暂时不能用。${NUMBER_ON_SCREEN}`, staff: `号票打印机连接不上（${UNAVAILABLE[failure.reason]}）：${failure.detail}` };
    case 'bad-content':
      return { citizen: `这张号票印不出来。${NUMBER_ON_SCREEN}`, staff: `号票内容或模板有误：${failure.detail}` };
    default:
      return exhaustive(failure, 'print failure');
  }
}

export function outcomeSentences(outcome: PrintOutcome): Sentences {
  switch (outcome.kind) {
    case 'printed':
      return { citizen: '请取走号票。', staff: outcome.evidence === 'paper' ? '号票已打印，出纸口传感器已看到。' : '号票已打印，打印机已处理完全部数据且无故障。' };
    case 'unconfirmed':
      return {
        citizen: '请取走号票。没有看到号票，请找工作人员。',
        staff: outcome.reason === 'write-only' ? '号票已发送；这台打印机不回传状态，无法确认是否出纸。' : '号票已发送；打印机不应答询问，无法确认是否出纸。',
      };
    case 'unknown':
      return {
        citizen: '号票出来了吗？',
        staff: `${UNKNOWN[outcome.reason]}，号票是否出来不能确定${outcome.fault ? `（${failureSentences(outcome.fault).staff.replace(/。$/, '')}）` : ''}。${REMAINDER[outcome.remainder]}`,
      };
    case 'failed': {
      const { citizen, staff } = failureSentences(outcome.fault);
      return { citizen, staff: `号票没有打出：${staff}${REMAINDER[outcome.remainder]}` };
    }
    default:
      return exhaustive(outcome, 'print outcome');
  }
}

const UNAVAILABLE = {
  'not-found': '找不到设备',
  busy: '被别的程序占用',
  'no-permission': '没有权限',
  lost: '连接断开',
  'no-answer': '没有应答',
  'bad-address': '地址写错',
  unsupported: '不支持',
} as const;

const UNKNOWN: Readonly<Record<UnknownReason, string>> = {
  'silent-after-data': '数据发完后打印机没有应答',
  'no-completion-echo': '打印机没有回报打印完成',
  'fault-while-printing': '打印途中出现故障',
  'connection-lost': '打印途中连接断开',
  'write-stalled': '打印机停止接收数据',
};

const REMAINDER: Readonly<Record<Remainder, string>> = {
  none: '',
  cancelled: '已让打印机清除剩余数据。',
  'may-print-later': '剩余数据可能在恢复后打出，见到请作废。',
};
