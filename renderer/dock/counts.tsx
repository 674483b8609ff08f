import { useTranslation } from 'react-i18next';
import type { DockView } from '#contracts/demonstration/dock-contract.ts';
import './counts.css';

/** Paper that came out, rows at the kiosk, tickets at the hall server: visibly the same, or visibly on their way. */
export function Counts({ view }: { readonly view: DockView }) {
  const { t } = useTranslation();
  const { printedTickets, kioskIssued, kioskPending, serverFromKiosk } = view.counts;
  const agree = printedTickets === kioskIssued && kioskIssued === serverFromKiosk && kioskPending === 0;
  const verdict = agree
    ? t('dock.counts.agree')
    : kioskPending !== null && kioskPending > 0
      ? t('dock.counts.wait', { count: kioskPending })
      : t('dock.counts.differ');
  const figures = [
    [t('dock.counts.printed'), printedTickets],
    [t('dock.counts.kiosk'), kioskIssued],
    [t('dock.counts.pending'), kioskPending],
    [t('dock.counts.server'), serverFromKiosk],
  ] as const;
  return (
    <section className="dock-box counts" data-agree={agree}>
      <h2>{t('dock.counts.title')}</h2>
      <dl className="counts-figures">
        {figures.map(([title, figure]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{figure ?? t('dock.counts.unknown')}</dd>
          </div>
        ))}
      </dl>
      <p className="counts-verdict" role="status">
        {verdict}
      </p>
    </section>
  );
}
