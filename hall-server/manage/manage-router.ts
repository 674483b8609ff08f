import { implement, ORPCError } from '@orpc/server';
import { sleep, type Clock } from '#kernel/clock.ts';
import { manageContract, type ManageView } from '#contracts/hall/manage-contract.ts';
import type { ManageDesk } from './manage-desk.ts';
import { RateLimit } from './rate-limit.ts';
import type { ManageSession, SignIn } from './sign-in.ts';

/** How often the page may change: a person reads it. */
const LOOK_MS = 1_000;
/** Without any change the page is told the time so often, so that it knows that it is up to date. */
const BEAT_MS = 10_000;
/** Acts per session and minute; a page in a loop must not occupy the one writer. */
const ACTS = { most: 120, spanMs: 60_000 };

export interface ManageCall {
  readonly session: ManageSession;
}

/** The manager's contract; only calls with a session get here. */
export function manageRouter(desk: ManageDesk, signIn: SignIn, clock: Clock) {
  const os = implement(manageContract).$context<ManageCall>();
  const acts = new RateLimit(clock, ACTS.most, ACTS.spanMs);
  const actor = ({ session }: ManageCall): string => {
    if (!acts.take(session.name)) throw new ORPCError('TOO_MANY_REQUESTS', { message: '操作太快，请稍候再试 · too many acts, wait a moment' });
    return session.name;
  };
  return os.router({
    watch: os.watch.handler(({ context, signal }) => views(desk, signIn, clock, context.session, signal)),
    retry: os.retry.handler(async ({ input, context }) => ({ ...(await desk.retry(input.ids, actor(context))) })),
    mark: os.mark.handler(async ({ input, context }) => ({ marked: await desk.mark(input, actor(context)) })),
    exportItems: os.exportItems.handler(async ({ input, context }) => ({ ...(await desk.export(input.ids, actor(context))) })),
  });
}

/** The view now and after changes, at most once a second; ends with the session. */
async function* views(desk: ManageDesk, signIn: SignIn, clock: Clock, session: ManageSession, signal: AbortSignal | undefined): AsyncGenerator<ManageView, void, void> {
  let shown = '';
  let shownAtMs = 0;
  const goesOn = (): boolean => signal?.aborted !== true && signIn.lives(session);
  while (goesOn()) {
    const version = await desk.version();
    if (version !== shown || clock.monotonic() - shownAtMs >= BEAT_MS) {
      const view = await desk.view();
      if (view) yield { ...view, sessionEndsMs: view.time.nowMs + session.endsAtMs - clock.monotonic() };
      shown = version;
      shownAtMs = clock.monotonic();
    }
    await sleep(clock, LOOK_MS, signal).catch(() => {});
  }
}
