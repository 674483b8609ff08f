import { useTranslation } from 'react-i18next';
import { realClock } from '#kernel/real-clock.ts';
import type { KioskView } from '#contracts/terminal/kiosk-contract.ts';
import { useNow } from '../../connection/use-now.ts';
import { Icon } from '../../ui/icons.tsx';
import { hallName } from '../../ui/names.ts';
import { clockTime } from '../../ui/times.ts';
import { Upload } from '../../ui/upload.tsx';
import './header.css';

/** Where am I, what time is it, in words when the network is away, and quietly that what was taken is kept. */
export function Header({ view, receivedAtMs }: { readonly view: KioskView; readonly receivedAtMs: number }) {
  const { t, i18n } = useTranslation();
  const nowMs = useNow(realClock);
  const { hall, link, time } = view;
  return (
    <header className="header">
      <p className="header-hall">{hallName(hall, i18n.language)}</p>
      <div className="header-news">
        {link.state === 'online' ? null : (
          <p className="header-link" role="status">
            <Icon name="offline" />
            {t(`link.${link.state}`)}
          </p>
        )}
        <Upload link={link} className="header-upload" />
      </div>
      <time className="header-time">{clockTime(time.nowMs + Math.max(0, nowMs - receivedAtMs), time.timeZone)}</time>
    </header>
  );
}
