import { useTranslation } from 'react-i18next';
import type { BoardView } from '#contracts/terminal/board-contract.ts';
import './window-table.css';

type Row = BoardView['windows'][number];

/** A table that keeps its order, so that latecomers find their window with one look. */
export function WindowTable({ view }: { readonly view: BoardView }) {
  const { t } = useTranslation();
  const latest = view.calls[0]?.windowId;
  return (
    <table className="windows">
      <thead>
        <tr>
          <th scope="col">{t('board.table.window')}</th>
          <th scope="col">{t('board.table.number')}</th>
          <th scope="col">{t('board.table.business')}</th>
        </tr>
      </thead>
      <tbody>
        {view.windows.map((row) => (
          <tr key={row.windowId} data-state={row.state} data-latest={row.windowId === latest}>
            <th scope="row">{t('board.window-short', { label: row.label })}</th>
            <Cells row={row} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cells({ row }: { readonly row: Row }) {
  const { t } = useTranslation();
  if (row.state === 'open') {
    return (
      <>
        <td className="windows-number">{row.number ?? '—'}</td>
        <td className="windows-business">
          <span className="windows-two-lines">{row.businesses.join('、')}</span>
        </td>
      </>
    );
  }
  const instead = row.insteadLabel;
  return (
    <td className="windows-away" colSpan={2}>
      {row.state === 'closed' ? t('board.closed') : instead === null ? t('board.paused') : t('board.instead', { label: instead })}
    </td>
  );
}
