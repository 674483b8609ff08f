import type { AttentionItem } from './manage-contract.ts';
import { englishAttention } from './attention-sentences-en.ts';
import { chineseAttention } from './attention-sentences-zh.ts';

/** What happened, what it means for whom, what to do next: three short sentences that read as one. */
export interface AttentionSentences {
  /** A few words for the list. */
  readonly title: string;
  readonly happened: string;
  readonly means: string;
  readonly next: string;
}

/** What the sentences of one kind are made of; every word stands ready, known or not. `range`: 「第 3–7 笔」. */
export interface AttentionWords {
  readonly terminal: string;
  readonly label: string;
  readonly business: string;
  readonly range: string;
  readonly kind: string;
}

export type AttentionLanguage = 'zh-CN' | 'en';

type SentencesOf = (words: AttentionWords) => AttentionSentences;

/** Every kind that has sentences of its own: `parked.<reason>`, `conflict.<kind>`, `state.<kind>`; `unknown` for all others. */
export type AttentionCatalogue = Readonly<Record<string, SentencesOf>> & { readonly unknown: SentencesOf };

export const ATTENTION_CATALOGUES: Readonly<Record<AttentionLanguage, AttentionCatalogue>> = { 'zh-CN': chineseAttention, en: englishAttention };

/** Explains an item; a kind that is newer than this program is explained as such and never hidden. */
export function explainAttention(item: Pick<AttentionItem, 'source' | 'kind' | 'facts'>, language: AttentionLanguage): AttentionSentences {
  const catalogue = ATTENTION_CATALOGUES[language];
  const sentences = catalogue[`${item.source}.${item.kind}`] ?? catalogue.unknown;
  return sentences(wordsOf(item, language));
}

function wordsOf({ kind, facts }: Pick<AttentionItem, 'kind' | 'facts'>, language: AttentionLanguage): AttentionWords {
  const chinese = language === 'zh-CN';
  const { terminal, label, business, businessEn, from, to } = facts;
  const numbers = from === to ? String(from) : `${from}–${to}`;
  const known = from !== null && to !== null;
  return {
    terminal: terminal === null ? (chinese ? '一台终端' : 'A terminal') : chinese ? `「${terminal}」` : terminal,
    label: label ?? (chinese ? '一张号票' : 'a ticket'),
    business: (chinese ? business : businessEn ?? business) ?? (chinese ? '这项业务' : 'this service'),
    range: chinese ? (known ? `第 ${numbers} 笔` : '一段') : known ? `Records ${numbers}` : 'Some records',
    kind,
  };
}
