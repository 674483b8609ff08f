import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from 'react-aria-components/Button';
import { explainAttention } from '#contracts/hall/attention-sentences.ts';
import type { AttentionItem, ManageView } from '#contracts/hall/manage-contract.ts';
import { Key } from '../../ui/key.tsx';
import { dayAndTime } from '../../ui/times.ts';
import type { AttentionGroup } from './attention-groups.ts';
import './attention-card.css';

export interface CardActs {
  readonly retry: (items: readonly AttentionItem[]) => void;
  readonly export: (items: readonly AttentionItem[]) => void;
  readonly mark: (items: readonly AttentionItem[], state: AttentionItem['mark']['state'], note: string) => void;
}

export interface AttentionCardProps {
  readonly group: AttentionGroup;
  readonly time: ManageView['time'];
  readonly acts: CardActs;
}

const NOTE_LENGTH = 200;

/** One thing to look at: said in three sentences, with what can be done beside it. */
export function AttentionCard({ group: { items }, time, acts }: AttentionCardProps) {
  const { t, i18n } = useTranslation();
  const [note, setNote] = useState('');
  const [noting, setNoting] = useState(false);
  const [first] = items;
  const { title, happened, means, next } = explainAttention(first, i18n.language === 'en' ? 'en' : 'zh-CN');
  const { state } = first.mark;
  const last = items.at(-1)!;
  const when = [...new Set([dayAndTime(first.atMs, time), dayAndTime(last.atMs, time)])].join(' – ');
  return (
    <li className="attention-card" data-state={state} data-source={first.source}>
      <div className="attention-words">
        <p className="attention-about">
          <span className="attention-source">{t(`manage.attention.source.${first.source}`)}</span>
          <span>{when}</span>
          {state === 'open' ? null : <span>{t(`manage.attention.state.${state}`)}</span>}
        </p>
        <h2>
          {title}
          {items.length > 1 ? <span className="attention-number"> {t('manage.devices.pending-count', { count: items.length })}</span> : null}
        </h2>
        <p>{happened}</p>
        <p className="quiet">{means}</p>
        <p className="attention-next">{next}</p>
        {first.mark.note === '' ? null : <p className="attention-note">{first.mark.note}</p>}
        <details className="attention-technical">
          <summary>{t('manage.attention.technical')}</summary>
          <ul>
            {items.map(({ id, technical }) => (
              <li key={id}>
                <code>{technical}</code>
              </li>
            ))}
          </ul>
        </details>
      </div>
      {noting ? (
        <form
          className="attention-noting"
          onSubmit={(event) => {
            event.preventDefault();
            setNoting(false);
            acts.mark(items, 'handled', note);
          }}
        >
          <input
            className="attention-input"
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- opened by a key for just this
            autoFocus
            aria-label={t('manage.attention.note-label')}
            placeholder={t('manage.attention.note')}
            maxLength={NOTE_LENGTH}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <div className="attention-acts">
            <CardKey word={t('manage.attention.back')} onPress={() => setNoting(false)} />
            <Button className="key manage-small-key" data-tone="next" type="submit">
              {t('manage.attention.confirm')}
            </Button>
          </div>
        </form>
      ) : (
        <div className="attention-acts">
          {first.mayRetry ? <CardKey word={t('manage.attention.retry')} onPress={() => acts.retry(items)} /> : null}
          <CardKey word={t('manage.attention.export')} onPress={() => acts.export(items)} />
          {state === 'open' ? <CardKey word={t('manage.attention.seen')} onPress={() => acts.mark(items, 'seen', '')} /> : null}
          {state === 'handled' ? (
            <CardKey word={t('manage.attention.reopen')} onPress={() => acts.mark(items, 'open', '')} />
          ) : (
            <CardKey word={t('manage.attention.handled')} onPress={() => setNoting(true)} />
          )}
        </div>
      )}
    </li>
  );
}

function CardKey({ word, onPress }: { readonly word: string; readonly onPress: () => void }) {
  return (
    <Key className="manage-small-key" repeats onPress={onPress}>
      {word}
    </Key>
  );
}
