import { exhaustive } from '#kernel/exhaustive.ts';
import type { KioskSession } from '#contracts/terminal/kiosk-contract.ts';
import { IdentifyScreen } from './identify/identify-screen.tsx';
import { HomeScreen } from './screens/home-screen.tsx';
import { AskPaperScreen, ExistingScreen, HelpScreen, RefusedScreen, ResultScreen, ShowNumberScreen, WorkingScreen } from './screens/message-screens.tsx';
import { PersonScreen } from './screens/person-screen.tsx';

/**
 * One screen for each state of the session. Keys make a screen anew when it is about somebody or something else, so that
 * nothing typed or chosen outlives its session.
 */
export function SessionScreen({ session }: { readonly session: KioskSession }) {
  switch (session.kind) {
    case 'home':
      return <HomeScreen />;
    case 'person':
      return <PersonScreen session={session} />;
    case 'identify':
      return <IdentifyScreen session={session} key={`${session.business.business.id}:${session.fault?.way}:${session.fault?.fault}`} />;
    case 'working':
      return <WorkingScreen session={session} />;
    case 'existing':
      return <ExistingScreen session={session} />;
    case 'result':
      return <ResultScreen session={session} key={session.ticket.ticketId} />;
    case 'ask-paper':
      return <AskPaperScreen session={session} />;
    case 'show-number':
      return <ShowNumberScreen session={session} />;
    case 'refused':
      return <RefusedScreen session={session} />;
    case 'help':
      return <HelpScreen session={session} />;
    default:
      return exhaustive(session, 'session');
  }
}
