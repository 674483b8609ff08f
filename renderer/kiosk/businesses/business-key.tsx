import { useTranslation } from 'react-i18next';
import type { KioskBusiness } from '#contracts/terminal/kiosk-contract.ts';
import { businessName, groupName } from '../../ui/names.ts';
import { Icon } from '../../ui/icons.tsx';
import { Key } from '../../ui/key.tsx';
import './business-key.css';

/** One business: its name, where it is done, how many wait. A closed one can still be touched: the answer says when it opens. */
export function BusinessKey({ row, choose }: { readonly row: KioskBusiness; readonly choose: (businessId: string) => void }) {
  const { i18n } = useTranslation();
  const { business } = row;
  return (
    <Key className="business-key" onPress={() => choose(business.id)}>
      <span className="business-key-what">
        <span className="business-key-name">{businessName(business, i18n.language)}</span>
        <span className="business-key-where">
          {groupName(business, i18n.language)} · {business.place.floor} {business.place.zone}
        </span>
      </span>
      <Waiting row={row} />
      <Icon name="next" />
    </Key>
  );
}

/** Waiting belongs to each business; without the hall server no figure is shown. */
export function Waiting({ row }: { readonly row: KioskBusiness }) {
  const { t } = useTranslation();
  const { business, waiting, estimate } = row;
  if (business.issuing.kind === 'closed') return <span className="waiting waiting-look">{t('business.closed', { from: business.issuing.from })}</span>;
  if (business.issuing.kind === 'stopped') return <span className="waiting waiting-look">{t('business.stopped')}</span>;
  if (waiting === null) return <span className="waiting quiet">{t('business.waiting-unknown')}</span>;
  if (waiting === 0) return <span className="waiting waiting-done">{t('business.nobody')}</span>;
  return (
    <span className="waiting">
      <span className="waiting-count">{t('business.waiting', { count: waiting })}</span>
      {estimate === null ? null : <span className="waiting-range">{t(...rangeOf('business', estimate))}</span>}
    </span>
  );
}

type RangeKey<Section extends 'business' | 'ticket'> = `${Section}.estimate` | `${Section}.estimate-up-to`;

/** The sentence for a range; one that starts at nothing is said as an upper bound. */
export function rangeOf<Section extends 'business' | 'ticket'>(
  section: Section,
  { fromMinutes, toMinutes }: { readonly fromMinutes: number; readonly toMinutes: number },
): [RangeKey<Section>, { readonly from: number; readonly to: number }] {
  return [fromMinutes === 0 ? `${section}.estimate-up-to` : `${section}.estimate`, { from: fromMinutes, to: toMinutes }];
}
