import type { Hall } from '#domain/hall/business.ts';
import type { KioskTicket } from '#contracts/terminal/kiosk-contract.ts';
import type { TicketContent, TicketMark } from '#drivers/ticket-printer/types.ts';

/** What the QR is for, printed under it. */
const QR_CAPTION = '窗口扫码用';

/** A ticket as it stands on paper: no name, no ID number, no mask. */
export function ticketContent(hall: Hall, ticket: KioskTicket, qr: string | null, reprint: boolean): TicketContent {
  const marks: TicketMark[] = [...(reprint ? (['reprint'] as const) : []), ...(ticket.offline ? (['offline'] as const) : [])];
  return {
    hall: hall.name,
    business: ticket.businessName,
    number: ticket.label,
    place: [ticket.place.floor, ticket.place.zone].filter(Boolean).join(' '),
    ...(ticket.ahead === null ? {} : { ahead: ticket.ahead }),
    ...(ticket.estimate === null ? {} : { estimate: ticket.estimate }),
    issuedAt: localTime(ticket.takenAtMs, hall.timeZone),
    ...(qr === null ? {} : { qr, qrCaption: QR_CAPTION }),
    missedRule: hall.missedRule,
    ...(ticket.bring ? { materials: ticket.bring } : {}),
    privacy: hall.privacyLine,
    marks,
  };
}

/** `2026-03-02 10:20` in the hall's own time zone. */
export function localTime(ms: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('zh-CN', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(ms);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`;
}
