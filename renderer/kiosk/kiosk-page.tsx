import { useCallback, useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { realClock } from '#kernel/real-clock.ts';
import { useNow } from '../connection/use-now.ts';
import { useView } from '../connection/use-view.ts';
import { applyAppearance } from '../ui/appearance.ts';
import { secondsLeft } from '../ui/times.ts';
import { actsFor, type KioskSource } from './acts.ts';
import { Foot } from './frame/foot.tsx';
import { Header } from './frame/header.tsx';
import { IdleWarning } from './frame/idle-warning.tsx';
import { LostScreen } from './frame/lost-screen.tsx';
import { KioskContext, type Kiosk } from './kiosk-context.tsx';
import './kiosk-page.css';
import { measuresOf } from './preferences.ts';
import { SessionScreen } from './session-screen.tsx';
import { usePreferences, useTouched } from './use-preferences.ts';

/** A restart of the service shorter than this goes unnoticed: the last screen simply stays. */
const UNNOTICED_MS = 1500;
/** Touches tell the service that somebody is here at most this often. */
const EXTEND_EVERY_MS = 4000;

const wideScreen = globalThis.matchMedia('(orientation: landscape)');
const followWide = (changed: () => void): (() => void) => {
  wideScreen.addEventListener('change', changed);
  return () => wideScreen.removeEventListener('change', changed);
};

export function KioskPage({ source }: { readonly source: KioskSource }) {
  const { view, receivedAtMs, stream, lostAtMs } = useView(source);
  const landscape = useSyncExternalStore(followWide, () => wideScreen.matches);
  const { preferences, change, visitor } = usePreferences(realClock, view?.session.kind === 'home');
  const acts = useMemo(() => actsFor(source, view?.turn ?? 0), [source, view?.turn]);
  const { back, offerBack } = useBackKeys();
  const expires = view?.expires ?? null;
  const deadlineMs = expires === null ? null : receivedAtMs + expires.inMs;
  const nowMs = useNow(realClock, 500, deadlineMs !== null || stream !== 'live');
  useLayoutEffect(() => applyAppearance({ page: 'kiosk', measures: measuresOf(preferences), contrast: preferences.contrast }), [preferences]);
  useTouched(realClock, expires?.extendable === true, EXTEND_EVERY_MS, acts.extend);

  const lost = stream !== 'live' && (lostAtMs === null || nowMs - lostAtMs >= UNNOTICED_MS);
  const kiosk = useMemo<Kiosk | null>(
    () => (view === null ? null : { view, acts, preferences, landscape, deadlineMs, offerBack }),
    [view, acts, preferences, landscape, deadlineMs, offerBack],
  );
  if (kiosk === null || view === null) return lost ? <LostScreen ageSeconds={null} helpPlace={null} /> : null;
  const { session } = view;
  const warned = expires?.extendable === true && deadlineMs !== null && deadlineMs - nowMs <= expires.warnMs && !lost;
  const backKey = back ?? (session.kind === 'home' || session.kind === 'working' ? null : acts.home);
  return (
    <KioskContext value={kiosk}>
      <div className="kiosk" data-reach={preferences.reachDown && !landscape} data-elder={preferences.elder}>
        <Header view={view} receivedAtMs={receivedAtMs} />
        <SessionScreen session={session} key={session.kind === 'home' ? `home ${visitor}` : session.kind} />
        <Foot
          back={backKey}
          preferences={preferences}
          change={change}
          callStaff={session.kind === 'help' ? null : acts.callStaff}
          landscape={landscape}
        />
      </div>
      {warned && deadlineMs !== null ? <IdleWarning seconds={secondsLeft(deadlineMs, nowMs)} stay={acts.extend} leave={acts.home} /> : null}
      {lost ? <LostScreen ageSeconds={Math.max(0, Math.round((nowMs - receivedAtMs) / 1000))} helpPlace={view.hall.helpPlace} /> : null}
    </KioskContext>
  );
}

/** The newest part of the screen that offered a way back owns the foot's 返回. */
function useBackKeys(): { readonly back: (() => void) | null; readonly offerBack: Kiosk['offerBack'] } {
  const [offers, setOffers] = useState<readonly (() => void)[]>([]);
  const offerBack = useCallback((offer: () => void) => {
    setOffers((before) => [...before, offer]);
    return () => setOffers((before) => before.filter((kept) => kept !== offer));
  }, []);
  return { back: offers.at(-1) ?? null, offerBack };
}
