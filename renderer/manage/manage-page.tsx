import { useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useView } from '../connection/use-view.ts';
import { Key } from '../ui/key.tsx';
import { hallName } from '../ui/names.ts';
import { clockTime } from '../ui/times.ts';
import { applyManageAppearance } from './appearance.ts';
import { AttentionRoom } from './attention/attention-room.tsx';
import { DevicesRoom } from './devices/devices-room.tsx';
import './manage-page.css';
import type { ManageSource } from './manage-stream.ts';

/** The rooms of the manager's pages, in the order of the rail. A new one stands here and in the catalogues. */
const ROOMS = { attention: AttentionRoom, devices: DevicesRoom } as const;
type RoomName = keyof typeof ROOMS;
const NAMES = Object.keys(ROOMS) as RoomName[];

export function ManagePage({ source, leave }: { readonly source: ManageSource; readonly leave: () => void }) {
  const { t, i18n } = useTranslation();
  const { view, stream } = useView(source);
  const [room, setRoom] = useState<RoomName>(askedRoom);
  useLayoutEffect(() => applyManageAppearance(), []);
  if (view === null) return <p className="manage-loading">{t('manage.loading')}</p>;
  const { timeZone } = view.time;
  const open = view.more + view.items.filter(({ mark }) => mark.state === 'open').length;
  const Room = ROOMS[room];
  const go = (name: RoomName): void => {
    setRoom(name);
    globalThis.history.replaceState(null, '', `#room=${name}`);
  };
  return (
    <div className="manage">
      <header className="manage-rail">
        <p className="manage-hall">{hallName(view.hall, i18n.language)}</p>
        <nav aria-label={t('manage.rooms')}>
          {NAMES.map((name) => (
            <button key={name} type="button" className="manage-room-key" aria-current={name === room ? 'page' : undefined} onClick={() => go(name)}>
              {t(`manage.room.${name}`)}
              {name === 'attention' && open > 0 ? <span className="manage-count">{open}</span> : null}
            </button>
          ))}
        </nav>
        <div className="manage-foot">
          <p>{t('manage.as-of', { time: clockTime(view.time.nowMs, timeZone) })}</p>
          <p>{t('manage.ends', { time: clockTime(view.sessionEndsMs, timeZone) })}</p>
          <Key className="manage-small-key" repeats onPress={() => void i18n.changeLanguage(i18n.language === 'en' ? 'zh-CN' : 'en')}>
            {t('language.other')}
          </Key>
          <Key className="manage-small-key" repeats onPress={leave}>
            {t('manage.sign-out')}
          </Key>
        </div>
      </header>
      <main className="manage-main">
        {stream === 'live' ? null : (
          <p className="manage-lost" role="status">
            {t('manage.lost', { time: clockTime(view.time.nowMs, timeZone) })}
          </p>
        )}
        <Room view={view} source={source} />
      </main>
    </div>
  );
}

/** The room of the address, so that a reload stays where one was. */
function askedRoom(): RoomName {
  const { hash, search } = globalThis.location;
  const asked = new URLSearchParams(hash.slice(1)).get('room') ?? new URLSearchParams(search).get('room');
  return NAMES.find((name) => name === asked) ?? 'attention';
}
