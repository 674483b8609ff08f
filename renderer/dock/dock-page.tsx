import { useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useView } from '../connection/use-view.ts';
import { applyAppearance } from '../ui/appearance.ts';
import type { DockSource } from './dock-acts.ts';
import './dock-page.css';
import { DockPanel } from './dock-panel.tsx';

export function DockPage({ source }: { readonly source: DockSource }) {
  const { t } = useTranslation();
  const { view, stream } = useView(source);
  useLayoutEffect(() => applyAppearance({ page: 'dock', measures: 'desk', contrast: 'normal' }), []);
  if (view === null) return <p className="dock-loading">{t('dock.loading')}</p>;
  return (
    <main className="dock-page">
      <header className="dock-head">
        <h1>{t('dock.title')}</h1>
        <p className="quiet">{t('dock.subtitle')}</p>
      </header>
      <DockPanel view={view} source={source} lost={stream !== 'live'} />
    </main>
  );
}
