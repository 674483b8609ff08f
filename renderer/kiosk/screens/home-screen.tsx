import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KioskView } from '#contracts/terminal/kiosk-contract.ts';
import { Icon } from '../../ui/icons.tsx';
import { BusinessPicker } from '../businesses/business-picker.tsx';
import { SearchPanel } from '../businesses/search-panel.tsx';
import { Headline, Screen } from '../frame/screen.tsx';
import { useKiosk } from '../kiosk-context.tsx';
import './home-screen.css';

/** A kiosk that gives tickets opens on its businesses: the one next step is to choose. */
export function HomeScreen() {
  const { t } = useTranslation();
  const { view } = useKiosk();
  const [searching, setSearching] = useState(false);
  if (view.businesses.length === 0) return <Screen look={<Headline>{t('home.empty', { place: view.hall.helpPlace })}</Headline>} touch={null} />;
  if (searching) return <SearchPanel close={() => setSearching(false)} />;
  return (
    <BusinessPicker
      search={() => setSearching(true)}
      look={
        <>
          <Headline>{t('home.title')}</Headline>
          {view.reader === 'ready' ? (
            <p className="home-card">
              <Icon name="card" />
              {t('home.card')}
            </p>
          ) : null}
          <PrinterNotice printer={view.printer} />
        </>
      }
    />
  );
}

/** Said before anybody chooses: a number without paper is still a number. */
export function PrinterNotice({ printer }: { readonly printer: KioskView['printer'] }) {
  const { t } = useTranslation();
  if (printer === 'ready' || printer === 'low') return null;
  return (
    <p className="home-notice" role="status">
      <Icon name="look" />
      {t(`printer.${printer}`)}
    </p>
  );
}
