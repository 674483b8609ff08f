import { err, ok, type Result } from '#kernel/result.ts';
import { MAX_QR_BYTES } from './symbols.ts';
import type { TicketContent, TicketMark } from './types.ts';

/** Longest texts in characters; more would not stay one ticket. */
const LIMITS = { hall: 40, business: 60, place: 60, issuedAt: 40, qrCaption: 40, missedRule: 120, materials: 200, privacy: 120, note: 200 } as const;
const NUMBER = /^[A-Z0-9][A-Z0-9-]{0,7}$/;
const MARKS: readonly TicketMark[] = ['reprint', 'offline'];
const REQUIRED: ReadonlySet<string> = new Set(['hall', 'business']);
const KNOWN = new Set([...Object.keys(LIMITS), 'number', 'ahead', 'estimate', 'qr', 'marks']);

/** Sentences printed when a ticket brings none of its own. They promise nothing that a hall might not keep. */
export const DEFAULT_MISSED_RULE = '过号请到导办台处理';
export const DEFAULT_PRIVACY = '本票不含姓名和证件号码';
export const DEFAULT_QR_CAPTION = '窗口扫码用';

/**
 * Reads ticket content from parsed JSON. Everything but `hall`, `business` and `number` may be left out.
 * The error is one sentence that names the field and what it must be.
 */
export function parseTicketContent(input: unknown): Result<TicketContent, string> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return err('号票内容必须是一个 JSON 对象');
  const fields = input as Readonly<Record<string, unknown>>;
  const problem = unknownField(fields) ?? wrongText(fields) ?? wrongNumber(fields) ?? wrongFigures(fields) ?? wrongQr(fields) ?? wrongMarks(fields);
  if (problem !== undefined) return err(problem);
  const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ''));
  return ok({
    missedRule: DEFAULT_MISSED_RULE,
    privacy: DEFAULT_PRIVACY,
    qrCaption: DEFAULT_QR_CAPTION,
    ...(present as unknown as TicketContent),
  });
}

function unknownField(fields: Readonly<Record<string, unknown>>): string | undefined {
  const unknown = Object.keys(fields).find((name) => !KNOWN.has(name));
  return unknown === undefined ? undefined : `号票内容有不认识的字段「${unknown}」，可用字段：${[...KNOWN].join('、')}`;
}

function wrongText(fields: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, limit] of Object.entries(LIMITS)) {
    const value = fields[name];
    const required = REQUIRED.has(name);
    if (isAbsent(value) && !required) continue;
    if (typeof value !== 'string' || value.trim() === '') return `号票内容的字段「${name}」${required ? '必须填写，' : ''}应为 1 到 ${limit} 个字的文字`;
    if (Array.from(value).length > limit) return `号票内容的字段「${name}」太长，最多 ${limit} 个字，现有 ${Array.from(value).length} 个`;
  }
  return undefined;
}

function wrongNumber({ number }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof number === 'string' && NUMBER.test(number)) return undefined;
  return '号票内容的字段「number」必须填写，应为 1 到 8 位大写字母、数字或连字符，例如 A008';
}

function wrongFigures({ ahead, estimate, marks }: Readonly<Record<string, unknown>>): string | undefined {
  if (!isAbsent(ahead)) {
    if (!isCount(ahead, 9_999)) return '号票内容的字段「ahead」应为 0 到 9999 的整数';
    if (Array.isArray(marks) && marks.includes('offline')) return '号票内容的字段「ahead」不能用在离线号票上：离线时不知道前面有几人';
  }
  if (isAbsent(estimate)) return undefined;
  const { fromMinutes, toMinutes } = (typeof estimate === 'object' ? estimate : {}) as Readonly<Record<string, unknown>>;
  if (isCount(fromMinutes, 999) && isCount(toMinutes, 999) && fromMinutes <= toMinutes) return undefined;
  return '号票内容的字段「estimate」应为 {"fromMinutes":整数,"toMinutes":整数}，0 到 999，且前者不大于后者';
}

function wrongQr({ qr }: Readonly<Record<string, unknown>>): string | undefined {
  if (isAbsent(qr)) return undefined;
  if (typeof qr !== 'string') return '号票内容的字段「qr」应为文字';
  // Printers look for real-time commands everywhere, also inside QR data.
  if (/\p{Cc}/u.test(qr)) return '号票内容的字段「qr」不能含控制字符';
  const bytes = new TextEncoder().encode(qr).length;
  return bytes <= MAX_QR_BYTES ? undefined : `号票内容的字段「qr」太长，最多 ${MAX_QR_BYTES} 字节，现有 ${bytes} 字节`;
}

function wrongMarks({ marks }: Readonly<Record<string, unknown>>): string | undefined {
  if (isAbsent(marks)) return undefined;
  if (Array.isArray(marks) && marks.every((mark) => MARKS.some((known) => known === mark))) return undefined;
  return '号票内容的字段「marks」应为数组，只能含 "reprint"（补打）和 "offline"（离线）';
}

function isAbsent(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

function isCount(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
}
