import { createContext, useContext, useEffect, useEffectEvent } from 'react';
import type { KioskView } from '#contracts/terminal/kiosk-contract.ts';
import type { KioskActs } from './acts.ts';
import type { Preferences } from './preferences.ts';

export interface Kiosk {
  readonly view: KioskView;
  readonly acts: KioskActs;
  readonly preferences: Preferences;
  readonly landscape: boolean;
  /** Monotonic milliseconds at which this screen goes home; null when it stays. */
  readonly deadlineMs: number | null;
  /** A part of the screen that can be left for another part of it offers its own way back. Returns how to take it away. */
  offerBack(back: () => void): () => void;
}

export const KioskContext = createContext<Kiosk | null>(null);

export function useKiosk(): Kiosk {
  const kiosk = useContext(KioskContext);
  if (kiosk === null) throw new Error('used outside the kiosk page');
  return kiosk;
}

/** While mounted and `active`, the foot's 返回 calls `back` instead of going home. */
export function useBack(back: () => void, active = true): void {
  const { offerBack } = useKiosk();
  const newest = useEffectEvent(back);
  useEffect(() => (active ? offerBack(() => newest()) : undefined), [offerBack, active]);
}
