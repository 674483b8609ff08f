import { implement, ORPCError } from '@orpc/server';
import { boardContract } from '#contracts/terminal/board-contract.ts';
import type { Surface } from '#contracts/terminal/common.ts';
import { kioskContract } from '#contracts/terminal/kiosk-contract.ts';
import { windowContract } from '#contracts/terminal/window-contract.ts';
import { boardView } from '../board/board-view.ts';
import type { HallLink } from '../hall/hall-link.ts';
import type { KioskSession } from '../kiosk/kiosk-session.ts';
import type { WindowDesk } from '../window/window-desk.ts';
import { viewStream, type Watchable } from './view-stream.ts';

/** One router per surface; a host attaches a page to exactly one of them. */

export function kioskRouter(session: KioskSession) {
  const os = implement(kioskContract);
  return os.router({
    watch: os.watch.handler(({ signal }) => viewStream(session, signal)),
    chooseBusiness: os.chooseBusiness.handler(({ input }) => ({ taken: session.chooseBusiness(input.turn, input.businessId) })),
    identify: os.identify.handler(({ input }) => ({ taken: session.identify(input.turn, input.way, input.value) })),
    takeWithoutName: os.takeWithoutName.handler(({ input }) => ({ taken: session.takeWithoutName(input.turn) })),
    reprint: os.reprint.handler(({ input }) => ({ taken: session.reprint(input.turn, input.ticketId) })),
    takeAnother: os.takeAnother.handler(({ input }) => ({ taken: session.takeAnother(input.turn) })),
    answerPaper: os.answerPaper.handler(({ input }) => ({ taken: session.answerPaper(input.turn, input.came) })),
    tryPrintAgain: os.tryPrintAgain.handler(({ input }) => ({ taken: session.tryPrintAgain(input.turn) })),
    extend: os.extend.handler(({ input }) => ({ taken: session.extend(input.turn) })),
    home: os.home.handler(({ input }) => ({ taken: session.home(input.turn) })),
    callStaff: os.callStaff.handler(({ input }) => ({ taken: session.callStaff(input.turn) })),
  });
}

export function windowRouter(desk: WindowDesk) {
  const os = implement(windowContract);
  return os.router({
    watch: os.watch.handler(({ input, signal }) => {
      if (desk.hasNo(input.windowId)) throw new ORPCError('NOT_FOUND', { message: `没有窗口 ${input.windowId}` });
      return viewStream(watchable(desk.onChange.bind(desk), () => desk.view(input.windowId)), signal);
    }),
    next: os.next.handler(({ input }) => desk.next(input)),
    recall: os.recall.handler(({ input }) => desk.recall(input)),
    finish: os.finish.handler(({ input }) => desk.finish(input)),
    miss: os.miss.handler(({ input }) => desk.miss(input)),
    setState: os.setState.handler(({ input }) => desk.setState(input)),
    answerHelp: os.answerHelp.handler(({ input }) => desk.answerHelp(input.id)),
    confirmNotice: os.confirmNotice.handler(({ input }) => desk.confirmNotice(input.id)),
  });
}

export function boardRouter(link: HallLink) {
  const os = implement(boardContract);
  return os.router({
    watch: os.watch.handler(({ signal }) => viewStream(watchable(link.onChange.bind(link), () => boardView(link)), signal)),
  });
}

function watchable<View>(onChange: (changed: () => void) => () => void, look: () => View | null): Watchable<View> {
  return {
    onChange,
    get view() {
      return look();
    },
  };
}

export type SurfaceRouter = ReturnType<typeof kioskRouter> | ReturnType<typeof windowRouter> | ReturnType<typeof boardRouter>;
export type SurfaceRouters = Partial<Readonly<Record<Surface, SurfaceRouter>>>;
