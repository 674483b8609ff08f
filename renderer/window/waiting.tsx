import { useTranslation } from 'react-i18next';
import type { WindowView } from '#contracts/terminal/window-contract.ts';
import './waiting.css';

const MINUTE_MS = 60_000;

/** Who waits, by business; a business nobody waits for stays in its place. */
export function Waiting({ view }: { readonly view: WindowView }) {
  const { t } = useTranslation();
  const total = view.waiting.reduce((sum, { count }) => sum + count, 0);
  return (
    <section className="waits">
      <h2>{t('window.total', { count: total })}</h2>
      <ul>
        {view.waiting.map(({ businessId, businessName, count, longestMs, next }) => (
          <li key={businessId}>
            <p className="waits-name">
              {businessName}
              <strong>{t('window.people', { count })}</strong>
            </p>
            <p className="waits-more">
              {count === 0
                ? t('window.waiting-none')
                : `${t('window.longest', { minutes: Math.floor(longestMs / MINUTE_MS) })} · ${t('window.next-up', { numbers: next.join(' ') })}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
