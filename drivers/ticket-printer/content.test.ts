import { describe, expect, it } from 'vitest';
import { parseTicketContent } from './content.ts';
import { DEFAULT_TEMPLATE } from './default-template.ts';
import { parseTemplate } from './template.ts';
import { TICKET } from './testing/bench.ts';

const MINIMAL = { hall: '示范市政务服务中心', business: '社保', number: 'A001' };

describe('ticket content', () => {
  it('needs hall, business and number only', () => {
    expect(parseTicketContent(MINIMAL)).toMatchObject({ ok: true, value: MINIMAL });
  });

  it('takes everything a full ticket has', () => {
    expect(parseTicketContent(TICKET)).toEqual({ ok: true, value: TICKET });
  });

  it.each<[string, unknown, string]>([
    ['an unknown field', { ...MINIMAL, name: '张三' }, '「name」'],
    ['a missing business', { hall: '厅', number: 'A001' }, '「business」必须填写'],
    ['a number in lower case', { ...MINIMAL, number: 'a001' }, '「number」'],
    ['a number that is too long', { ...MINIMAL, number: 'A12345678' }, '「number」'],
    ['a text that is too long', { ...MINIMAL, hall: '厅'.repeat(41) }, '「hall」太长'],
    ['people ahead as text', { ...MINIMAL, ahead: '12' }, '「ahead」'],
    ['people ahead on an offline ticket', { ...MINIMAL, ahead: 3, marks: ['offline'] }, '离线时不知道前面有几人'],
    ['a range upside down', { ...MINIMAL, estimate: { fromMinutes: 30, toMinutes: 20 } }, '「estimate」'],
    ['an unknown mark', { ...MINIMAL, marks: ['vip'] }, '「marks」'],
    ['a QR with control characters', { ...MINIMAL, qr: 'a\u0010\u0014' }, '「qr」不能含控制字符'],
    ['a QR that is too long', { ...MINIMAL, qr: 'x'.repeat(1_001) }, '「qr」太长'],
    ['a list', [], 'JSON 对象'],
    ['nothing', null, 'JSON 对象'],
  ])('refuses %s in one sentence that names it', (_, input, part) => {
    const parsed = parseTicketContent(input);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.error).toContain(part);
    expect(parsed.ok ? '' : parsed.error).not.toContain('\n');
  });
});

describe('ticket template', () => {
  it('survives JSON', () => {
    expect(parseTemplate(JSON.parse(JSON.stringify(DEFAULT_TEMPLATE)))).toEqual({ ok: true, value: DEFAULT_TEMPLATE });
  });

  it.each<[string, unknown, string]>([
    ['an unknown block', { block: 'picture' }, '不认识的块「picture」'],
    ['an unknown variable', { block: 'text', text: '{idNumber}' }, '不认识的变量「{idNumber}」'],
    ['an unknown condition', { block: 'rule', when: 'vip' }, '不认识的条件「vip」'],
    ['a number that is too small', { block: 'number', heightMm: 8 }, '14 到 30'],
    ['a size out of range', { block: 'text', text: 'x', sizes: [[9, 9]] }, '「sizes」'],
    ['a text block without text', { block: 'text' }, '「text」必须填写'],
  ])('refuses %s and names the block', (_, block, part) => {
    const parsed = parseTemplate({ name: '试', blocks: [{ block: 'number', heightMm: 18 }, block] });
    expect(parsed.ok ? '' : parsed.error).toContain('第 2 块');
    expect(parsed.ok ? '' : parsed.error).toContain(part);
  });

  it('refuses a ticket without a number', () => {
    expect(parseTemplate({ name: '空', blocks: [] })).toMatchObject({ ok: false });
  });
});
