import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { realClock } from '#kernel/real-clock.ts';
import { MANAGE_PATH, type manageContract, type ManageView } from '#contracts/hall/manage-contract.ts';
import { LiveViewSource, type ViewSource } from '../connection/view-source.ts';

export type ManageClient = ContractRouterClient<typeof manageContract>;
export type ManageSource = ViewSource<ManageView, ManageClient>;

/** The manager's views over the page's own session. `signedOut` is told when the server does not know the session any more. */
export function manageSource(signedOut: () => void, signal: AbortSignal): ManageSource {
  const source = new LiveViewSource<ManageView, ManageClient>(
    () => connect(signedOut),
    (client, ended) => client.watch(undefined, { signal: ended }),
    realClock,
  );
  void source.run(signal);
  return source;
}

async function connect(signedOut: () => void) {
  const client: ManageClient = createORPCClient(
    new RPCLink({
      url: `${globalThis.location.origin}${MANAGE_PATH}/rpc`,
      fetch: async (request, init) => {
        const answer = await fetch(request, { ...init, credentials: 'same-origin' });
        if (answer.status === 401) signedOut();
        return answer;
      },
    }),
  );
  // Each call is a request of its own: there is no line that could close.
  return Promise.resolve({ client, closed: new Promise<void>(() => {}), close: () => {} });
}
