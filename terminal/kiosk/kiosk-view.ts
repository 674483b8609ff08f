import type { KioskView } from '#contracts/terminal/kiosk-contract.ts';
import { linkView } from '../hall/link-view.ts';
import type { KioskPorts } from './kiosk-ports.ts';
import { kioskBusiness } from './kiosk-ticket.ts';
import { printerLamp } from './paper-outcome.ts';
import type { Screen } from './screen.ts';

/** The whole picture for the page: hall, link, lamps, businesses and the screen now shown. Null while no hall is known. */
export function kioskView({ link, enrolment, reader, printer }: KioskPorts, screen: Screen): KioskView | null {
  const { hall, businesses } = link.replica;
  if (!hall) return null;
  return {
    hall,
    terminalName: enrolment.terminalName,
    time: { ...link.time, timeZone: hall.timeZone },
    link: linkView(link),
    reader: reader?.state.kind === 'ready' ? 'ready' : 'unavailable',
    printer: printer ? printerLamp(printer.printerState) : 'unavailable',
    businesses: businesses.map((business) => kioskBusiness(business, link.replica, link.state === 'online')),
    session: screen.session,
    turn: screen.turn,
    expires: screen.expires,
  };
}
