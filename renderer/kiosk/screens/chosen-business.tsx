import { useTranslation } from 'react-i18next';
import type { KioskBusiness } from '#contracts/terminal/kiosk-contract.ts';
import { businessName } from '../../ui/names.ts';
import { Waiting } from '../businesses/business-key.tsx';
import './chosen-business.css';

/** What this is about, on top of every step of it. */
export function ChosenBusiness({ row }: { readonly row: KioskBusiness }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="chosen">
      <span className="chosen-label">{t('identify.chosen')}</span>
      <strong className="chosen-name">{businessName(row.business, i18n.language)}</strong>
      <Waiting row={row} />
    </div>
  );
}
