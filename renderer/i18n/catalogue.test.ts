import { describe, expect, it } from 'vitest';
import { cardHint, inputFault, kioskSession, kioskView, paperFault } from '#contracts/terminal/kiosk-contract.ts';
import { en } from './en.ts';
import { zhCN } from './zh-cn.ts';

function sentencesOf(catalogue: object, path = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(catalogue).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string' ? [[`${path}${key}`, value] as const] : [...sentencesOf(value as object, `${path}${key}.`)],
    ),
  );
}

const placeholders = (sentence: string): readonly string[] => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!).toSorted();

const chinese = sentencesOf(zhCN);
const english = sentencesOf(en);

describe('the catalogues', () => {
  it('have the same keys in every language', () => {
    expect([...english.keys()]).toEqual([...chinese.keys()]);
  });

  it('fill the same figures into the same sentence', () => {
    for (const [key, sentence] of chinese) expect(placeholders(english.get(key)!), key).toEqual(placeholders(sentence));
  });

  it('leave no sentence empty', () => {
    for (const [key, sentence] of [...chinese, ...english]) expect(sentence.trim(), key).not.toBe('');
  });

  it('have a picture sentence for every card hint', () => {
    expect(Object.keys(zhCN.card)).toEqual(cardHint.options);
  });

  it('have a sentence for everything that can be wrong with a typed number', () => {
    expect(Object.keys(zhCN.input)).toEqual(inputFault.options);
  });

  it('have a sentence for every paper fault', () => {
    expect(Object.keys(zhCN.paper)).toEqual(paperFault.options);
  });

  it('have a sentence for every reason to refuse and every state of the printer', () => {
    const refused = kioskSession.options.find(({ shape }) => shape.kind.value === 'refused')!.shape as unknown as { reason: { options: string[] } };
    for (const reason of refused.reason.options) expect(Object.keys(zhCN.refused)).toContain(reason);
    const faulty = kioskView.shape.printer.options.filter((state) => state !== 'ready' && state !== 'low');
    expect(Object.keys(zhCN.printer)).toEqual(faulty);
  });

  it('use no word of developers', () => {
    for (const [key, sentence] of chinese) {
      if (key.startsWith('dock.') || key.startsWith('hall.') || key.startsWith('manage.')) continue;
      expect(sentence, key).not.toMatch(/0x|error|sync|server|API|null|undefined|异常|同步|超时/i);
    }
  });
});
