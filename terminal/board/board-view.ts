import type { ServiceWindow } from '#domain/hall/business.ts';
import { numberLabel } from '#domain/ticket/number.ts';
import type { PublicTicket } from '#contracts/sync/feed.ts';
import type { BoardCall, BoardView } from '#contracts/terminal/board-contract.ts';
import type { HallLink } from '../hall/hall-link.ts';
import { linkView } from '../hall/link-view.ts';

/** How many calls the board holds; older ones stand in the table by window. */
const CALLS_SHOWN = 6;

/** The hall board from the replica. No person is in the replica's tickets, so none can be shown. */
export function boardView(link: HallLink): BoardView | null {
  const { hall, windows, tickets, businesses } = link.replica;
  if (!hall) return null;
  const windowById = new Map(windows.map((window) => [window.id, window]));
  const called = tickets.filter((ticket) => ticket.calledAtMs !== null && ticket.windowId !== null);
  const nameOf = new Map(businesses.map((business) => [business.id, business.name]));
  return {
    hall,
    time: { ...link.time, timeZone: hall.timeZone },
    link: linkView(link),
    calls: called
      .filter((ticket) => ticket.state === 'called' || ticket.state === 'serving')
      .toSorted((a, b) => b.calledAtMs! - a.calledAtMs!)
      .slice(0, CALLS_SHOWN)
      .flatMap((ticket) => boardCall(ticket, windowById.get(ticket.windowId!)) ?? []),
    windows: windows.map((window) => ({
      windowId: window.id,
      label: window.label,
      place: window.place,
      state: window.state,
      number: currentNumber(window.id, tickets),
      businesses: window.businessIds.flatMap((id) => nameOf.get(id) ?? []),
      insteadLabel: window.state === 'open' ? null : (insteadOf(window, windows)?.label ?? null),
    })),
    waiting: businesses.map((business) => ({
      businessName: business.name,
      count: tickets.filter((ticket) => ticket.businessId === business.id && ticket.state === 'waiting').length,
    })),
  };
}

function boardCall(ticket: PublicTicket, window: ServiceWindow | undefined): BoardCall | null {
  if (!window || ticket.calledAtMs === null) return null;
  return {
    key: `${ticket.id}:${ticket.calls}`,
    label: numberLabel(ticket.number),
    windowId: window.id,
    windowLabel: window.label,
    place: window.place,
    direction: window.direction,
    calledAtMs: ticket.calledAtMs,
  };
}

function currentNumber(windowId: string, tickets: readonly PublicTicket[]): string | null {
  const current = tickets.find((ticket) => ticket.windowId === windowId && (ticket.state === 'called' || ticket.state === 'serving'));
  return current ? numberLabel(current.number) : null;
}

/** An open window that takes everything this one takes, else one that takes something of it. */
function insteadOf(window: ServiceWindow, windows: readonly ServiceWindow[]): ServiceWindow | undefined {
  // `every` of nothing is true: nobody stands in for a window that takes nothing.
  if (window.businessIds.length === 0) return undefined;
  const open = windows.filter((each) => each.state === 'open' && each.id !== window.id);
  return (
    open.find((each) => window.businessIds.every((id) => each.businessIds.includes(id))) ??
    open.find((each) => window.businessIds.some((id) => each.businessIds.includes(id)))
  );
}
