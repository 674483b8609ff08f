import { useState } from 'react';
import type { TypedWay } from '#domain/identity/identify.ts';
import type { KioskSession } from '#contracts/terminal/kiosk-contract.ts';
import { useBack } from '../kiosk-context.tsx';
import { CardStep } from './card-step.tsx';
import { TypedStep } from './typed-step.tsx';
import { WaysStep } from './ways-step.tsx';

export type Identify = Extract<KioskSession, { kind: 'identify' }>;

/** Where in this step the person is; only the page knows, the service waits for a card all the while. */
type Panel = 'card' | 'ways' | TypedWay;

/** Who is it for? The card first; without a card another way is one touch away. */
export function IdentifyScreen({ session }: { readonly session: Identify }) {
  const [panel, setPanel] = useState<Panel>(() => firstPanel(session));
  const other = session.ways.filter((way) => way !== 'id-card');
  const back = (): void => setPanel(panel === 'card' || panel === 'ways' || other.length === 1 ? 'card' : 'ways');
  useBack(back, panel !== 'card');
  if (panel === 'card') return <CardStep session={session} without={() => setPanel('ways')} pick={setPanel} />;
  if (panel === 'ways') return <WaysStep session={session} pick={setPanel} useCard={() => setPanel('card')} />;
  return <TypedStep session={session} way={panel} />;
}

/** A number that was just refused is asked for again, even when the page was loaded anew in between. */
function firstPanel({ fault }: Identify): Panel {
  return fault === null || fault.way === 'id-card' ? 'card' : fault.way;
}
