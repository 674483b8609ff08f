import { SAMPLE_CARDS, type SimulatedCard } from '#drivers/id-card-reader/simulator/index.ts';

/** Cards that lie ready at the dock: made-up persons with the published sample numbers. */
export interface DemonstrationCard {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly card: SimulatedCard;
}

export const DEMONSTRATION_CARDS: readonly DemonstrationCard[] = [
  { id: 'zhang-san', title: '张三', note: '居民身份证 · 长期', card: SAMPLE_CARDS.zhangSan },
  { id: 'rare-name', title: '𠮷雅', note: '居民身份证 · 生僻字姓名', card: SAMPLE_CARDS.rareName },
  { id: 'hong-kong', title: '陈大文', note: '港澳台居民居住证', card: SAMPLE_CARDS.hongKong },
  { id: 'foreigner', title: '样本二', note: '外国人永久居留证（2023 版）', card: SAMPLE_CARDS.foreigner2023 },
];
