import { createContext, useContext, type ReactNode } from 'react';
import type { Clock } from '#kernel/clock.ts';
import { createTapGuard, type TapGuard } from './tap-guard.ts';

const GuardContext = createContext<TapGuard>(() => true);

/** One guard for the whole page: the second half of a double tap must not act on the screen that just appeared below it. */
export function TapGuardProvider({ clock, children }: { readonly clock: Clock; readonly children: ReactNode }) {
  return <GuardContext value={guardOf(clock)}>{children}</GuardContext>;
}

/** A finger's width on the display. */
const NEAR_MM = 18;

const nearPx = (): number => NEAR_MM * (Number.parseFloat(document.documentElement.style.getPropertyValue('--mm')) || 1);

const guards = new WeakMap<Clock, TapGuard>();

function guardOf(clock: Clock): TapGuard {
  const known = guards.get(clock) ?? createTapGuard(clock, nearPx);
  guards.set(clock, known);
  return known;
}

export function useTapGuard(): TapGuard {
  return useContext(GuardContext);
}
