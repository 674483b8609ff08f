import type { TicketTemplate } from './template.ts';

/** The ticket as it hangs in a hall that changed nothing. One template serves both widths; sizes give way by themselves. */
export const DEFAULT_TEMPLATE: TicketTemplate = {
  name: '默认号票',
  blocks: [
    { block: 'marks' },
    { block: 'text', when: 'reprint', text: '补打：与原票同号，不重复排队', bold: true, gap: 16 },
    { block: 'text', text: '{hall}', gap: 12 },
    { block: 'text', text: '{business}', sizes: [[2, 2], [1, 2]], maxLines: 3, gap: 16 },
    { block: 'number', heightMm: 18 },
    { block: 'space', mm: 2.5 },
    { block: 'text', text: '{place}', sizes: [[2, 2], [1, 2]], maxLines: 1, gap: 12 },
    { block: 'text', when: 'anyone-ahead', text: '前面 {ahead} 人', sizes: [[2, 2]], gap: 8 },
    { block: 'text', when: 'nobody-ahead', text: '前面没有人', sizes: [[2, 2]], gap: 8 },
    { block: 'text', when: 'offline', text: '按取号时间排队', sizes: [[2, 2]], bold: true, gap: 8 },
    { block: 'text', when: 'offline', text: '离线号票，不显示前面人数' },
    { block: 'text', when: '!offline', text: '预计等候 {minutes} 分钟（仅供参考）' },
    { block: 'rule' },
    { block: 'qr', data: '{qr}', maxMm: 28, caption: '{qrCaption}' },
    { block: 'rule', when: 'qr' },
    { block: 'text', text: '{missedRule}', align: 'left', gap: 6 },
    { block: 'text', text: '请带好：{materials}', align: 'left', gap: 6 },
    { block: 'text', text: '{note}', align: 'left', gap: 6 },
    { block: 'text', text: '{number}　{issuedAt} 取号', align: 'left', gap: 6 },
    { block: 'text', when: '!issuedAt', text: '{number}', align: 'left', gap: 6 },
    { block: 'text', text: '{privacy}', align: 'left' },
  ],
};
