import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Clock } from '#kernel/clock.ts';
import { askedLanguage } from '../ui/start-page.tsx';
import { askedPreferences, FRESH_AFTER_MS, type Preferences } from './preferences.ts';

export interface Fresh {
  readonly preferences: Preferences;
  readonly change: (preferences: Preferences) => void;
  /** Grows whenever the start screen was left alone: whoever comes next starts afresh. */
  readonly visitor: number;
}

/** The person's way of reading the screen, kept through their visit and forgotten once the start screen stands untouched. */
export function usePreferences(clock: Clock, atHome: boolean): Fresh {
  const { i18n } = useTranslation();
  const [usual] = useState(() => askedPreferences(globalThis.location.search));
  const [preferences, change] = useState(usual);
  const [visitor, setVisitor] = useState(0);
  useEffect(() => {
    if (!atHome) return;
    let cancel = (): void => {};
    const forget = (): void => {
      change(usual);
      setVisitor((before) => before + 1);
      if (i18n.language !== askedLanguage()) void i18n.changeLanguage(askedLanguage());
    };
    const wait = (): void => {
      cancel();
      cancel = clock.after(FRESH_AFTER_MS, forget);
    };
    wait();
    for (const type of TOUCHES) globalThis.addEventListener(type, wait, true);
    return () => {
      cancel();
      for (const type of TOUCHES) globalThis.removeEventListener(type, wait, true);
    };
  }, [atHome, clock, i18n, usual]);
  return { preferences, change, visitor };
}

const TOUCHES = ['pointerdown', 'keydown'] as const;

/** Calls `touched` for touches and keys anywhere, at most once every `everyMs`; not while `active` is false. */
export function useTouched(clock: Clock, active: boolean, everyMs: number, touched: () => void): void {
  useEffect(() => {
    if (!active) return;
    let lastMs = Number.NEGATIVE_INFINITY;
    const notice = (): void => {
      if (clock.monotonic() - lastMs < everyMs) return;
      lastMs = clock.monotonic();
      touched();
    };
    for (const type of TOUCHES) globalThis.addEventListener(type, notice, true);
    return () => {
      for (const type of TOUCHES) globalThis.removeEventListener(type, notice, true);
    };
  }, [clock, active, everyMs, touched]);
}
