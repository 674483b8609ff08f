import { useState } from 'react';
import { useTranslation } from 'react-i18next';
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
      <div className="attention-acts">
        {first.mayRetry ? (
          <Key className="manage-small-key" onPress={() => acts.retry(items)}>
            {t('manage.attention.retry')}
          </Key>
        ) : null}
        <Key className="manage-small-key" onPress={() => acts.export(items)}>
          {t('manage.attention.export')}
        </Key>
        {state === 'handled' ? (
          <Key className="manage-small-key" onPress={() => acts.mark(items, 'open', '')}>
            {t('manage.attention.reopen')}
          </Key>
        ) : (
          <>
            {state === 'open' ? (
              <Key className="manage-small-key" onPress={() => acts.mark(items, 'seen', note)}>
                {t('manage.attention.seen')}
              </Key>
            ) : null}
            <input
              className="attention-input"
              aria-label={t('manage.attention.note-label')}
              placeholder={t('manage.attention.note')}
              maxLength={NOTE_LENGTH}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
            <Key className="manage-small-key" onPress={() => acts.mark(items, 'handled', note)}>
              {t('manage.attention.handled')}
            </Key>
          </>
        )}
      </div>
    </li>
  );
}
