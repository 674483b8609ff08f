import { useTranslation } from 'react-i18next';
import { realClock } from '#kernel/real-clock.ts';
import type { KioskView } from '#contracts/terminal/kiosk-contract.ts';
import { useNow } from '../../connection/use-now.ts';
import { Icon } from '../../ui/icons.tsx';
import { hallName } from '../../ui/names.ts';
import { clockTime } from '../../ui/times.ts';
import './header.css';

/** Where am I, what time is it, and in words when the network is away. */
export function Header({ view, receivedAtMs }: { readonly view: KioskView; readonly receivedAtMs: number }) {
  const { t, i18n } = useTranslation();
  const nowMs = useNow(realClock);
  const { hall, link, time } = view;
  return (
    <header className="header">
      <p className="header-hall">{hallName(hall, i18n.language)}</p>
      {link.state === 'online' ? null : (
        <p className="header-link" role="status">
          <Icon name="offline" />
          {t(`link.${link.state}`)}
        </p>
      )}
      <time className="header-time">{clockTime(time.nowMs + Math.max(0, nowMs - receivedAtMs), time.timeZone)}</time>
    </header>
  );
}
