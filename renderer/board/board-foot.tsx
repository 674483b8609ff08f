import { useTranslation } from 'react-i18next';
import type { BoardView } from '#contracts/terminal/board-contract.ts';
import { Icon } from '../ui/icons.tsx';
import { clockTime } from '../ui/times.ts';
import './board-foot.css';

export interface BoardFootProps {
  readonly view: BoardView;
  readonly nowMs: number;
  /** Server milliseconds up to which the board is true; null while it is up to date. */
  readonly staleSinceMs: number | null;
}

/** The time, how fresh the board is, who waits, one notice. */
export function BoardFoot({ view, nowMs, staleSinceMs }: BoardFootProps) {
  const { t } = useTranslation();
  const { time, waiting } = view;
  return (
    <footer className="board-foot">
      <time className="board-time">{clockTime(nowMs, time.timeZone)}</time>
      {staleSinceMs === null ? (
        <>
          <p>{t('board.notice')}</p>
          <p className="board-waiting">
            <span>{t('board.waiting')}</span>
            {longestFirst(waiting).map(({ businessName, count }) => (
              <span key={businessName}>
                {businessName} <strong>{t('board.people', { count })}</strong>
              </span>
            ))}
          </p>
        </>
      ) : (
        <p className="board-stale" role="status">
          <Icon name="offline" />
          {t('board.stale', { time: clockTime(staleSinceMs, time.timeZone) })}
        </p>
      )}
    </footer>
  );
}

/** Those with most people first; how many of them fit the line is left to the layout. */
function longestFirst(waiting: BoardView['waiting']): BoardView['waiting'] {
  return waiting.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count);
}
