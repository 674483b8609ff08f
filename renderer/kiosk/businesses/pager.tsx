import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icons.tsx';
import { Key } from '../../ui/key.tsx';
import './pager.css';

export interface PagerProps {
  readonly page: number;
  readonly pages: number;
  readonly turnTo: (page: number) => void;
}

export function Pager({ page, pages, turnTo }: PagerProps) {
  const { t } = useTranslation();
  if (pages === 1) return null;
  return (
    <nav className="pager">
      <Key isDisabled={page === 0} onPress={() => turnTo(page - 1)}>
        <Icon name="previous" />
        {t('home.previous')}
      </Key>
      <p aria-live="polite">{t('home.page', { page: page + 1, pages })}</p>
      <Key isDisabled={page === pages - 1} onPress={() => turnTo(page + 1)}>
        {t('home.next')}
        <Icon name="next" />
      </Key>
    </nav>
  );
}
