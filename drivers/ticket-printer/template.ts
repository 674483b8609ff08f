import { err, ok, type Result } from '#kernel/result.ts';
import type { TicketContent } from './types.ts';

/** What a ticket looks like, as data: a hall changes it without touching the program. Plain JSON. */
export interface TicketTemplate {
  readonly name: string;
  readonly blocks: readonly TemplateBlock[];
}

/** Multiples of the printer's cell: [width, height], each 1 to 4. */
export type TextSize = readonly [width: number, height: number];

interface Conditional {
  /** Shown only when this holds; `!` before it turns it round. See CONDITIONS. */
  readonly when?: string;
}

export type TemplateBlock = Conditional &
  (
    | {
        readonly block: 'text';
        /** Text with `{variables}`. A block whose variable is absent is left out. */
        readonly text: string;
        readonly align?: 'left' | 'centre' | 'right';
        /** Sizes to try, largest first; the first that needs no more than `maxLines` is used, else the last. */
        readonly sizes?: readonly TextSize[];
        readonly maxLines?: number;
        readonly bold?: boolean;
        /** Dots of white below, 0 to 200. */
        readonly gap?: number;
      }
    /** The number as a picture, figures `heightMm` high, narrowed when long. */
    | { readonly block: 'number'; readonly heightMm: number }
    /** Frames 补打 and 离线 as the ticket bears them. */
    | { readonly block: 'marks' }
    | { readonly block: 'rule' }
    | { readonly block: 'space'; readonly mm: number }
    /** QR code of at most `maxMm`, caption below. */
    | { readonly block: 'qr'; readonly data: string; readonly maxMm: number; readonly caption?: string }
    | { readonly block: 'barcode'; readonly data: string; readonly heightMm: number }
  );

export type Variables = Readonly<Record<string, string | undefined>>;

const VARIABLES = [
  'hall',
  'business',
  'number',
  'place',
  'ahead',
  'minutes',
  'issuedAt',
  'qr',
  'qrCaption',
  'missedRule',
  'materials',
  'privacy',
  'note',
] as const;
const CONDITIONS = ['reprint', 'offline', 'anyone-ahead', 'nobody-ahead', ...VARIABLES] as const;
const BLOCKS = ['text', 'number', 'marks', 'rule', 'space', 'qr', 'barcode'] as const;

/** The smallest height of the number that LOOK allows; see docs on tickets. */
export const MIN_NUMBER_MM = 14;

/** Values for a template. Numbers are text here; `minutes` is the range. */
export function variablesOf(content: TicketContent): Variables {
  const { estimate, ahead } = content;
  return {
    hall: content.hall,
    business: content.business,
    number: content.number,
    place: content.place,
    ahead: ahead?.toString(),
    minutes: estimate && (estimate.fromMinutes === estimate.toMinutes ? `${estimate.toMinutes}` : `${estimate.fromMinutes}～${estimate.toMinutes}`),
    issuedAt: content.issuedAt,
    qr: content.qr,
    qrCaption: content.qrCaption,
    missedRule: content.missedRule,
    materials: content.materials,
    privacy: content.privacy,
    note: content.note,
  };
}

export function holds(condition: string | undefined, content: TicketContent): boolean {
  if (condition === undefined) return true;
  if (condition.startsWith('!')) return !holds(condition.slice(1), content);
  switch (condition) {
    case 'reprint':
    case 'offline':
      return content.marks?.includes(condition) ?? false;
    case 'anyone-ahead':
      return (content.ahead ?? 0) > 0;
    case 'nobody-ahead':
      return content.ahead === 0;
    default:
      return (variablesOf(content)[condition] ?? '') !== '';
  }
}

/** The text with its variables, or undefined when one of them is absent. */
export function fillIn(text: string, variables: Variables): string | undefined {
  let absent = false;
  const filled = text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined || value === '') absent = true;
    return value ?? '';
  });
  return absent ? undefined : filled;
}

/** Checks a template read from configuration. The error is one sentence that names the block and what is wrong. */
export function parseTemplate(input: unknown): Result<TicketTemplate, string> {
  const template = input as Partial<TicketTemplate> | null;
  if (typeof template !== 'object' || template === null || typeof template.name !== 'string' || !Array.isArray(template.blocks)) {
    return err('号票模板应为 {"name":文字,"blocks":[…]}');
  }
  for (const [i, block] of (template.blocks as readonly unknown[]).entries()) {
    const problem = wrongBlock(block);
    if (problem !== undefined) return err(`号票模板「${template.name}」第 ${i + 1} 块：${problem}`);
  }
  if (!template.blocks.some((block) => (block as { block: unknown }).block === 'number')) return err(`号票模板「${template.name}」没有 number 块：号票上必须有号码`);
  return ok(template as TicketTemplate);
}

function wrongBlock(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) return '应为对象';
  const fields = input as Readonly<Record<string, unknown>>;
  const { block, when } = fields;
  if (!BLOCKS.some((known) => known === block)) return `不认识的块「${typeof block === 'string' ? block : typeof block}」，可用：${BLOCKS.join('、')}`;
  if (when !== undefined && !CONDITIONS.some((known) => typeof when === 'string' && known === when.replace(/^!/, ''))) {
    return `不认识的条件「${typeof when === 'string' ? when : typeof when}」，可用：${CONDITIONS.join('、')}`;
  }
  for (const name of ['text', 'data', 'caption'] as const) {
    const value = fields[name];
    if (value === undefined) continue;
    if (typeof value !== 'string') return `「${name}」应为文字`;
    const unknown = [...value.matchAll(/\{(\w*)\}/g)].map((match) => match[1]!).find((variable) => !VARIABLES.some((known) => known === variable));
    if (unknown !== undefined) return `不认识的变量「{${unknown}}」，可用：${VARIABLES.map((known) => `{${known}}`).join('')}`;
  }
  return wrongFigure(fields) ?? wrongSizes(fields);
}

const FIGURES: Readonly<Record<string, readonly [field: string, min: number, max: number]>> = {
  number: ['heightMm', MIN_NUMBER_MM, 30],
  space: ['mm', 0, 50],
  qr: ['maxMm', 15, 60],
  barcode: ['heightMm', 5, 30],
};

function wrongFigure(fields: Readonly<Record<string, unknown>>): string | undefined {
  if (fields['block'] === 'text' && typeof fields['text'] !== 'string') return '「text」必须填写';
  if ((fields['block'] === 'qr' || fields['block'] === 'barcode') && typeof fields['data'] !== 'string') return '「data」必须填写';
  const rule = FIGURES[fields['block'] as string];
  if (!rule) return undefined;
  const [field, min, max] = rule;
  const value = fields[field];
  return typeof value === 'number' && value >= min && value <= max ? undefined : `「${field}」应为 ${min} 到 ${max} 的毫米数`;
}

function wrongSizes({ sizes, gap, maxLines }: Readonly<Record<string, unknown>>): string | undefined {
  const isSize = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every((n) => Number.isInteger(n) && n >= 1 && n <= 4);
  if (sizes !== undefined && !(Array.isArray(sizes) && sizes.length > 0 && sizes.every(isSize))) return '「sizes」应为 [[宽,高],…]，宽高为 1 到 4 的整数';
  if (gap !== undefined && !(typeof gap === 'number' && Number.isInteger(gap) && gap >= 0 && gap <= 200)) return '「gap」应为 0 到 200 的点数';
  if (maxLines !== undefined && !(typeof maxLines === 'number' && Number.isInteger(maxLines) && maxLines >= 1)) return '「maxLines」应为不小于 1 的整数';
  return undefined;
}
