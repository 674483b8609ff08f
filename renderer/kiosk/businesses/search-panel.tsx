import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icons.tsx';
import { Key } from '../../ui/key.tsx';
import { Screen } from '../frame/screen.tsx';
import { Keyboard } from '../keyboard/keyboard.tsx';
import { TypedField } from '../keyboard/typed-field.tsx';
import { useBack, useKiosk } from '../kiosk-context.tsx';
import { BusinessKey } from './business-key.tsx';
import { SearchIndex } from './search-index.ts';
import './search-panel.css';

/** Results shown at once: more would push the keys away; another letter narrows them. */
const MOST_FOUND = { portrait: 4, landscape: 3, elder: 3, reachDown: 2 } as const;

/** Everyday words, in Han or pinyin initials, on the screen's own keys. */
export function SearchPanel({ close }: { readonly close: () => void }) {
  const { t } = useTranslation();
  const { view, acts, preferences, landscape } = useKiosk();
  const [query, setQuery] = useState('');
  const index = useMemo(() => new SearchIndex(view.businesses), [view.businesses]);
  const found = index.find(query);
  const narrow = preferences.reachDown && !landscape;
  const most = narrow ? MOST_FOUND.reachDown : preferences.elder ? MOST_FOUND.elder : landscape ? MOST_FOUND.landscape : MOST_FOUND.portrait;
  useBack(close);
  return (
    <Screen
      fill="touch"
      look={<TypedField label={t('search.title')} value={query} change={setQuery} submit={() => found[0] && acts.chooseBusiness(found[0].business.id)} />}
      touch={
        <>
          <div className="search-found" aria-live="polite">
            {query === '' ? <p className="quiet">{t('search.label')}</p> : null}
            {query !== '' && found.length === 0 ? <p>{t('search.none', { query, place: view.hall.helpPlace })}</p> : null}
            <ul className="search-list" aria-label={t('search.found', { count: found.length })}>
              {found.slice(0, most).map((row) => (
                <li key={row.business.id}>
                  <BusinessKey row={row} choose={acts.chooseBusiness} />
                </li>
              ))}
            </ul>
          </div>
          <Keyboard rows="letters" type={(character) => setQuery(query + character)} erase={() => setQuery([...query].slice(0, -1).join(''))} />
          <Key onPress={close}>
            <Icon name="close" />
            {t('search.close')}
          </Key>
        </>
      }
    />
  );
}
