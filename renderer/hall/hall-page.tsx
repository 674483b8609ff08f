import { useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useView } from '../connection/use-view.ts';
import type { DockSource } from '../dock/dock-acts.ts';
import { DockPanel } from '../dock/dock-panel.tsx';
import { Wire } from '../dock/wire.tsx';
import { applyAppearance } from '../ui/appearance.ts';
import './hall-page.css';
import { ScaledPage } from './scaled-page.tsx';

/** 大厅全景: kiosk, window, board and dock side by side, and what to do first. */
export function HallPage({ source }: { readonly source: DockSource }) {
  const { t } = useTranslation();
  const { view, stream } = useView(source);
  useLayoutEffect(() => applyAppearance({ page: 'hall', measures: 'desk', contrast: 'normal' }), []);
  if (view === null) return <p className="hall-loading">{t('hall.loading')}</p>;
  const { kiosk, window, board } = view.pages;
  return (
    <main className="hall">
      <header className="hall-head">
        <h1>{t('hall.title')}</h1>
        <p className="hall-first">{t('hall.first')}</p>
        <p className="quiet">{t('hall.later')}</p>
      </header>
      <ScaledPage title={t('hall.kiosk')} address={kiosk} width={1080} height={1920} />
      <div className="hall-desk">
        <ScaledPage title={t('hall.board')} address={board} width={1920} height={1080} />
        <ScaledPage title={t('hall.window')} address={window} width={1366} height={768} />
        <Wire view={view} />
      </div>
      <section className="hall-dock" aria-label={t('hall.dock')}>
        <DockPanel view={view} source={source} lost={stream !== 'live'} beside />
      </section>
    </main>
  );
}
