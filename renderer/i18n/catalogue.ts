import type { zhCN } from './zh-cn.ts';

type Sentences<Shape> = { readonly [Key in keyof Shape]: Shape[Key] extends string ? string : Sentences<Shape[Key]> };

/** The shape of every language's catalogue: Chinese is the first language, the others follow it key by key. */
export type Catalogue = Sentences<typeof zhCN>;

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
