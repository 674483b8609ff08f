import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttentionItem, ManageView } from '#contracts/hall/manage-contract.ts';
import { Key } from '../../ui/key.tsx';
import { clockTime } from '../../ui/times.ts';
import type { ManageSource } from '../manage-stream.ts';
import { AttentionCard, type CardActs } from './attention-card.tsx';
import { groupItems } from './attention-groups.ts';
import './attention-room.css';
import { saveFile } from './save-file.ts';

/** 待处理: what happened, what it means for whom, what to do next; nothing is ever deleted here. */
export function AttentionRoom({ view, source }: { readonly view: ManageView; readonly source: ManageSource }) {
  const { t } = useTranslation();
  const [answer, setAnswer] = useState('');
  const open = view.items.filter(({ mark }) => mark.state !== 'handled');
  const handled = view.items.filter(({ mark }) => mark.state === 'handled');
  const idsOf = (items: readonly AttentionItem[]): string[] => items.map(({ id }) => id);

  const retry = async (items: readonly AttentionItem[] | null): Promise<void> => {
    const done = await source.act((client) => client.retry({ ids: items && idsOf(items) }));
    if (done === null) return setAnswer(t('manage.answer.failed'));
    setAnswer(done.applied === 0 ? t('manage.answer.retried-none') : t('manage.answer.retried', { applied: done.applied, left: done.stillParked }));
  };
  const exported = async (items: readonly AttentionItem[] | null): Promise<void> => {
    const file = await source.act((client) => client.exportItems({ ids: items && idsOf(items) }));
    if (file) saveFile(file.fileName, file.text);
    setAnswer(t(file ? 'manage.answer.exported' : 'manage.answer.failed'));
  };
  const mark = async (items: readonly AttentionItem[], state: AttentionItem['mark']['state'], note: string): Promise<void> => {
    const done = await source.act((client) => client.mark({ ids: idsOf(items), state, note }));
    setAnswer(t(done !== null && done.marked > 0 ? 'manage.answer.marked' : 'manage.answer.failed'));
  };
  const acts: CardActs = {
    retry: (items) => void retry(items),
    export: (items) => void exported(items),
    mark: (items, state, note) => void mark(items, state, note),
  };
  const unseen = open.filter((item) => item.mark.state === 'open').length;
  const mayRetry = open.some((item) => item.mayRetry);

  return (
    <section className="attention">
      <header className="manage-head">
        <h1>{t('manage.room.attention')}</h1>
        {unseen > 0 ? <p className="quiet">{t('manage.attention.open', { count: unseen + view.more })}</p> : null}
        <div className="manage-head-keys">
          {mayRetry ? (
            <Key className="manage-small-key" repeats onPress={() => void retry(null)}>
              {t('manage.attention.retry-all')}
            </Key>
          ) : null}
          {view.items.length > 0 ? (
            <>
              <Key className="manage-small-key" repeats onPress={() => void exported(null)}>
                {t('manage.attention.export-all')}
              </Key>
              <Key className="manage-small-key" repeats onPress={() => globalThis.print()}>
                {t('manage.attention.print')}
              </Key>
            </>
          ) : null}
        </div>
      </header>
      <p className="attention-answer" role="status">
        {answer}
      </p>
      <p className="manage-only-print">{t('manage.attention.printed-on', { time: clockTime(view.time.nowMs, view.time.timeZone) })}</p>
      {open.length === 0 ? (
        <div className="manage-nothing">
          <strong>{t('manage.attention.none')}</strong>
          <p className="quiet">{t('manage.attention.none-detail')}</p>
        </div>
      ) : (
        <ul className="attention-list">
          {groupItems(open).map((group) => (
            <AttentionCard key={group.key} group={group} time={view.time} acts={acts} />
          ))}
        </ul>
      )}
      {view.more > 0 ? <p className="quiet">{t('manage.attention.listed', { count: view.more })}</p> : null}
      {handled.length > 0 ? (
        <details className="attention-handled">
          <summary>{t('manage.attention.handled-list', { count: handled.length })}</summary>
          <ul className="attention-list">
            {groupItems(handled).map((group) => (
              <AttentionCard key={group.key} group={group} time={view.time} acts={acts} />
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}
