import { useTranslation } from 'react-i18next';
import type { WindowView } from '#contracts/terminal/window-contract.ts';
import { Key } from '../ui/key.tsx';
import './call-keys.css';
import { isPossible, KEYS, type Command } from './window-acts.ts';

/** One fixed row, the same place in every state; each key says which key of the keyboard it is. */
export function CallKeys({ view, press }: { readonly view: WindowView; readonly press: (what: Command) => void }) {
  const { t } = useTranslation();
  const key = (what: Command, word: string, tone: 'next' | 'plain' = 'plain') => (
    <Key className={`call call-${what}`} tone={tone} isDisabled={!isPossible(what, view)} onPress={() => press(what)}>
      <span className="call-word">{word}</span>
      <kbd className="call-key">{KEYS[what]}</kbd>
    </Key>
  );
  const open = view.window.state === 'open';
  return (
    <div className="calls" role="toolbar" aria-label={t('window.keys')}>
      {key('next', t('window.next'), open ? 'next' : 'plain')}
      {key('recall', t('window.recall'))}
      {key('finish', t('window.finish'))}
      <span className="calls-apart" />
      {key('miss', t('window.miss'))}
      {key('setState', t(open ? 'window.pause' : 'window.resume'), open ? 'plain' : 'next')}
    </div>
  );
}
