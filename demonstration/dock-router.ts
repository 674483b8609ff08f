import { implement } from '@orpc/server';
import { dockContract } from '#contracts/demonstration/dock-contract.ts';
import { viewStream } from '#terminal/rpc/view-stream.ts';
import type { Dock } from './dock.ts';

/** The hands of the demonstration hall, by name. */
export function dockRouter(dock: Dock) {
  const os = implement(dockContract);
  const done = { done: true };
  return os.router({
    watch: os.watch.handler(({ signal }) => viewStream(dock, signal)),
    layCard: os.layCard.handler(({ input }) => ({ done: dock.layCard(input.cardId) })),
    liftCard: os.liftCard.handler(() => {
      dock.liftCard();
      return done;
    }),
    setPaper: os.setPaper.handler(({ input }) => {
      dock.setPaper(input.paper);
      return done;
    }),
    setCover: os.setCover.handler(({ input }) => {
      dock.setPrinter({ coverOpen: input.open });
      return done;
    }),
    setCutterError: os.setCutterError.handler(({ input }) => {
      dock.setPrinter({ cutterError: input.error });
      return done;
    }),
    setSilentAfterPrint: os.setSilentAfterPrint.handler(({ input }) => {
      dock.setSilentAfterPrint(input.silent);
      return done;
    }),
    plug: os.plug.handler(async ({ input }) => {
      await dock.plug(input.device, input.plugged);
      return done;
    }),
    sendNewerRecord: os.sendNewerRecord.handler(async () => ({ done: await dock.sendNewerRecord() })),
    setNetwork: os.setNetwork.handler(({ input }) => {
      dock.setNetwork(input.up);
      return done;
    }),
  });
}
