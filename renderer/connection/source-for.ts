import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { realClock } from '#kernel/real-clock.ts';
import { connectTo } from './transport.ts';
import { LiveViewSource, type ViewSource } from './view-source.ts';

export interface SurfaceStream<Contract extends AnyContractRouter, View> {
  readonly surface: string;
  readonly watch: (client: ContractRouterClient<Contract>, signal: AbortSignal) => Promise<AsyncIterable<View>>;
  /**
   * Loads the example of that name; null where the build has none. Written as `WITH_FIXTURES ? … : null` at its place, so
   * that a production build drops the examples themselves.
   */
  readonly example: ((name: string) => Promise<ViewSource<View, ContractRouterClient<Contract>>>) | null;
}

/** Where the page's views come from: its service, or in a build with examples the one named by `?fixture=`. */
export async function sourceFor<Contract extends AnyContractRouter, View>(
  stream: SurfaceStream<Contract, View>,
): Promise<ViewSource<View, ContractRouterClient<Contract>>> {
  const fixture = new URLSearchParams(globalThis.location.search).get('fixture');
  if (stream.example !== null && fixture !== null) return stream.example(fixture);
  const source = new LiveViewSource(connectTo<Contract>(stream.surface), stream.watch, realClock);
  void source.run(new AbortController().signal);
  return source;
}
