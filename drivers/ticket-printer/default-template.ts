import type { TicketTemplate } from './template.ts';

/** The ticket as it hangs in a hall that changed nothing. One template serves both widths; sizes give way by themselves. */
export const DEFAULT_TEMPLATE: TicketTemplate = {
  name: '默认号票',
  blocks: [
    { block: 'marks' },
    { block: 'text', when: 'offline', text: '离线号票：按取号时间排队', sizes: [[1, 1]], bold: true, gap: 8 },
    { block: 'text', when: 'reprint', text: '补打：与原票是同一个号，不重复排队', sizes: [[1, 1]], bold: true, gap: 8 },
    { block: 'text', text: '{hall}', sizes: [[1, 1]], gap: 12 },
    { block: 'text', text: '{business}', sizes: [[2, 2], [1, 2]], maxLines: 2, gap: 20 },
    { block: 'number', heightMm: 18 },
    { block: 'space', mm: 3 },
    { block: 'text', text: '{place}', sizes: [[2, 2], [1, 2]], maxLines: 1, gap: 14 },
    { block: 'text', when: 'anyone-ahead', text: '前面 {ahead} 人', sizes: [[1, 2]], gap: 4 },
    { block: 'text', when: 'nobody-ahead', text: '前面没有人等候', sizes: [[1, 2]], gap: 4 },
    { block: 'text', text: '预计等候 {minutes} 分钟（仅供参考）', gap: 4 },
    { block: 'space', mm: 1.5 },
    { block: 'rule', when: 'qr' },
    { block: 'qr', data: '{qr}', maxMm: 28, caption: '{qrCaption}' },
    { block: 'rule' },
    { block: 'text', text: '{missedRule}', align: 'left', gap: 6 },
    { block: 'text', text: '请带好：{materials}', align: 'left', gap: 6 },
    { block: 'text', text: '{note}', align: 'left', gap: 6 },
    { block: 'text', text: '{number} 号　{issuedAt} 取号', align: 'left', gap: 6 },
    { block: 'text', text: '{privacy}', align: 'left' },
  ],
};
