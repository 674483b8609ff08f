import { useTranslation } from 'react-i18next';
import { explainAttention } from '#contracts/hall/attention-sentences.ts';
import type { ManageView, TerminalStanding } from '#contracts/hall/manage-contract.ts';
import { dayAndTime } from '../../ui/times.ts';
import './devices-room.css';
import { spanWords } from './span-words.ts';

const NO_FACTS = { terminal: null, label: null, business: null, businessEn: null, from: null, to: null };

/** 设备与同步: how every terminal stands, in one calm table. */
export function DevicesRoom({ view }: { readonly view: ManageView }) {
  const { t } = useTranslation();
  const { terminals } = view;
  const columns = ['name', 'contact', 'pending', 'books', 'checked', 'clock', 'notes'] as const;
  return (
    <section className="devices">
      <header className="manage-head">
        <h1>{t('manage.room.devices')}</h1>
        {terminals.length > 0 ? <p className="quiet">{t('manage.devices.count', { count: terminals.length, online: terminals.filter(({ online }) => online).length })}</p> : null}
        <p className="quiet devices-backup">{view.backupMs === null ? t('manage.devices.backup-none') : t('manage.devices.backup', { time: dayAndTime(view.backupMs, view.time) })}</p>
      </header>
      {terminals.length === 0 ? (
        <div className="manage-nothing">
          <p>{t('manage.devices.none')}</p>
          <p className="quiet">{t('manage.devices.none-detail')}</p>
        </div>
      ) : (
        <table className="devices-table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" data-column={column}>
                  {t(`manage.devices.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {terminals.map((terminal) => (
              <TerminalRow key={terminal.id} terminal={terminal} view={view} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function TerminalRow({ terminal, view }: { readonly terminal: TerminalStanding; readonly view: ManageView }) {
  const { t } = useTranslation();
  const { contactMs, online, applied, safe, incarnation, clock, clockOffMs } = terminal;
  const contact = online ? t('manage.devices.online') : contactMs === null ? t('manage.devices.never') : t('manage.devices.ago', { span: spanWords(t, view.time.nowMs - contactMs) });
  return (
    <tr data-online={online}>
      <th scope="row">
        {terminal.name}
        <span className="devices-kind">{t(`manage.devices.kind.${terminal.kind}`)}</span>
      </th>
      <td data-column="contact">{contact}</td>
      <td data-column="pending">
        <Pending terminal={terminal} />
      </td>
      <td data-column="books">{applied === null ? '—' : `${applied} / ${safe ?? 0}`}</td>
      <td data-tone={incarnation === 'before' ? 'look' : undefined}>{t(`manage.devices.incarnation.${incarnation}`)}</td>
      <td data-tone={clock === 'untrusted' ? 'look' : undefined}>
        {t(`manage.devices.trust.${clock}`)}
        {clock === 'untrusted' && clockOffMs !== null ? <span className="devices-detail">{t('manage.devices.off', { span: spanWords(t, clockOffMs) })}</span> : null}
      </td>
      <td data-column="notes">
        <Condition terminal={terminal} view={view} />
      </td>
    </tr>
  );
}

function Pending({ terminal: { pending, pendingOf, online } }: { readonly terminal: TerminalStanding }) {
  const { t } = useTranslation();
  if (pending === null) return <span className="quiet">{t('manage.devices.pending-unknown')}</span>;
  if (pending === 0) return <span className="quiet">{t('manage.devices.pending-none')}</span>;
  return (
    <>
      {t(online ? 'manage.devices.pending-count' : 'manage.devices.pending-offline', { count: pending })}
      {online ? <progress className="devices-bar" max={pendingOf} value={pendingOf - pending} aria-hidden="true" /> : null}
    </>
  );
}

function Condition({ terminal: { parked, recovery, online }, view }: { readonly terminal: TerminalStanding; readonly view: ManageView }) {
  const { t, i18n } = useTranslation();
  if (parked === 0 && recovery === null) return <span className="quiet">{online ? t('manage.devices.quiet') : '—'}</span>;
  const title = recovery && explainAttention({ source: 'conflict', kind: recovery.kind, facts: NO_FACTS }, i18n.language === 'en' ? 'en' : 'zh-CN').title;
  return (
    <>
      {parked > 0 ? <span className="devices-look">{t('manage.devices.parked', { count: parked })}</span> : null}
      {recovery === null ? null : (
        <span className="devices-look">
          {title}
          <span className="devices-detail">{dayAndTime(recovery.atMs, view.time)}</span>
        </span>
      )}
    </>
  );
}
