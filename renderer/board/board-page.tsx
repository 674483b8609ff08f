import { useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { realClock } from '#kernel/real-clock.ts';
import type { BoardView } from '#contracts/terminal/board-contract.ts';
import { useNow } from '../connection/use-now.ts';
import { useView } from '../connection/use-view.ts';
import type { ViewSource } from '../connection/view-source.ts';
import { applyAppearance } from '../ui/appearance.ts';
import { BoardFoot } from './board-foot.tsx';
import './board-page.css';
import { LatestCall } from './latest-call.tsx';
import { WindowTable } from './window-table.tsx';

/** Right after a start the table is as old as the last contact: said once that is more than a blink. */
const FRESH_MS = 15_000;

/** 综合屏: the latest call for everybody, the table for latecomers. Nothing scrolls, nothing blinks. */
export function BoardPage({ source }: { readonly source: ViewSource<BoardView, unknown> }) {
  const { t } = useTranslation();
  const { view, receivedAtMs, stream } = useView(source);
  const nowMs = useNow(realClock);
  useLayoutEffect(() => applyAppearance({ page: 'board', measures: 'board', contrast: 'normal' }), []);
  if (view === null) return <p className="board-loading">{t('board.loading')}</p>;
  const hallNowMs = view.time.nowMs + Math.max(0, nowMs - receivedAtMs);
  const staleSinceMs = stream === 'lost' ? view.time.nowMs : staleSince(view);
  return (
    <div className="board">
      <LatestCall view={view} />
      <WindowTable view={view} />
      <BoardFoot view={view} nowMs={hallNowMs} staleSinceMs={staleSinceMs} />
    </div>
  );
}

/** The time of the last good state, once the board cannot be relied on. */
function staleSince({ link, time }: BoardView): number | null {
  if (link.state === 'online' || link.asOfMs === null) return null;
  return link.state === 'offline' || time.nowMs - link.asOfMs > FRESH_MS ? link.asOfMs : null;
}
