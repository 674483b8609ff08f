import { useMemo, useState, type CSSProperties, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icons.tsx';
import { Key } from '../../ui/key.tsx';
import { Screen } from '../frame/screen.tsx';
import { useKiosk } from '../kiosk-context.tsx';
import { BusinessKey } from './business-key.tsx';
import './business-picker.css';
import { ALL, GroupChoice } from './group-choice.tsx';
import { Pager } from './pager.tsx';
import { MOST_PER_PAGE, pageOf, perPage } from './paging.ts';

/** All businesses by field of life, a page at a time, below `look`. Few of them need neither fields nor search. */
export function BusinessPicker({ look, search }: { readonly look: ReactNode; readonly search: () => void }) {
  const { t } = useTranslation();
  const { view, acts, preferences, landscape } = useKiosk();
  const [group, setGroup] = useState(ALL);
  const [wanted, setWanted] = useState(0);
  const inGroup = useMemo(() => view.businesses.filter(({ business }) => group === ALL || business.group === group), [view.businesses, group]);
  const { items, page, pages } = pageOf(inGroup, wanted, perPage({ landscape, ...preferences }));
  const lines = Math.ceil(Math.ceil(inGroup.length / pages) / (landscape ? 2 : 1));
  const choose = (next: string): void => {
    setGroup(next);
    setWanted(0);
  };
  const narrowing =
    view.businesses.length > MOST_PER_PAGE ? (
      <>
        <Key className="picker-search" onPress={search}>
          <Icon name="search" />
          {t('home.search')}
          <span className="picker-words">{t('home.words')}</span>
        </Key>
        <GroupChoice businesses={view.businesses} chosen={group} choose={choose} />
      </>
    ) : null;
  return (
    <Screen
      fill="touch"
      look={
        <>
          {look}
          {landscape ? <div className="picker-side">{narrowing}</div> : null}
        </>
      }
      touch={
        <>
          {landscape ? null : narrowing}
          <ul className="picker-list" style={{ '--rows': lines } as CSSProperties} aria-label={t('home.businesses')}>
            {items.map((row) => (
              <li key={row.business.id}>
                <BusinessKey row={row} choose={acts.chooseBusiness} />
              </li>
            ))}
          </ul>
          <Pager page={page} pages={pages} turnTo={setWanted} />
        </>
      }
    />
  );
}
