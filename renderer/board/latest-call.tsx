import { useTranslation } from 'react-i18next';
import type { BoardCall, BoardView } from '#contracts/terminal/board-contract.ts';
import './latest-call.css';

/** How many earlier calls stay beside the latest. */
const EARLIER = 3;

/** Number → window, readable at 15 m. A new call slides in once; then everything stands still. */
export function LatestCall({ view }: { readonly view: BoardView }) {
  const { t } = useTranslation();
  const [latest, ...earlier] = view.calls;
  if (latest === undefined) {
    return (
      <main className="latest">
        <h1 className="latest-title">{t('board.title')}</h1>
        <p className="latest-none">{t('board.none')}</p>
        <p className="quiet">{t('board.none-hint')}</p>
      </main>
    );
  }
  return (
    <main className="latest">
      <h1 className="latest-title">{t('board.title')}</h1>
      <div className="latest-call" key={latest.key} aria-live="polite">
        <p className="latest-number">{latest.label}</p>
        <p className="latest-window">
          <span className="latest-to">{t('board.to')}</span> {t('board.window', { label: latest.windowLabel })}
        </p>
        <p className="latest-way">{wayOf(latest)}</p>
      </div>
      {earlier.length === 0 ? null : (
        <ul className="earlier" aria-label={t('board.earlier')}>
          {earlier.slice(0, EARLIER).map((call) => (
            <li key={call.key}>
              <strong>{call.label}</strong>
              <span>{t('board.window', { label: call.windowLabel })}</span>
            </li>
          ))}
        </ul>
      )}
    </main>
  );
}

/** 「一楼 A区 · 向前直走」; a window that is plain to see needs no direction. */
function wayOf({ place, direction }: BoardCall): string {
  const where = `${place.floor} ${place.zone}`;
  return direction === '' ? where : `${where} · ${direction}`;
}
