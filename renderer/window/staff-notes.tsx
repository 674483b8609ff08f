import { useTranslation } from 'react-i18next';
import type { WindowView } from '#contracts/terminal/window-contract.ts';
import { Icon } from '../ui/icons.tsx';
import { Key } from '../ui/key.tsx';
import './staff-notes.css';

export interface StaffNotesProps {
  readonly view: WindowView;
  readonly confirm: (noticeId: string) => void;
}

/** What this machine has to tell its staff; nothing while all is well. */
export function StaffNotes({ view, confirm }: StaffNotesProps) {
  const { t } = useTranslation();
  const { parked, heldBack, files, notices } = view.staff;
  if (parked === 0 && heldBack === null && files === 0 && notices.length === 0) return null;
  return (
    <section className="staff-notes">
      <h2>{t('window.machine')}</h2>
      <ul>
        {parked > 0 ? (
          <li data-tone="look">
            <Icon name="look" />
            {t('window.parked', { count: parked })}
          </li>
        ) : null}
        {heldBack === null ? null : <li>{t('window.held-back')}</li>}
        {files > 0 ? <li>{t('window.files', { count: files })}</li> : null}
        {notices.map(({ id, kind }) => (
          <li key={id} className="staff-notice">
            <span>{t(`window.notice.${kind}`)}</span>
            <Key className="staff-notice-key" onPress={() => confirm(id)}>
              {t('window.notice-seen')}
            </Key>
          </li>
        ))}
      </ul>
    </section>
  );
}
