import type { ContractRouterClient } from '@orpc/contract';
import { secureRandom } from '#kernel/random.ts';
import { realClock } from '#kernel/real-clock.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import type { windowContract, WindowOutcome, WindowView } from '#contracts/terminal/window-contract.ts';
import type { ViewSource } from '../connection/view-source.ts';

export type WindowClient = ContractRouterClient<typeof windowContract>;
export type WindowSource = ViewSource<WindowView, WindowClient>;

export const COMMANDS = ['next', 'recall', 'finish', 'miss', 'setState'] as const;
export type Command = (typeof COMMANDS)[number];

/** The key of each function, shown on it. 过号 and 暂停 stand apart, so that no finger meets them by mistake. */
export const KEYS: Readonly<Record<Command, string>> = { next: 'F1', recall: 'F2', finish: 'F4', miss: 'F8', setState: 'F10' };

/** What came of a press; `lost` when the local service could not be asked. */
export interface Outcome {
  readonly command: Command;
  readonly outcome: WindowOutcome['outcome'] | 'lost';
  readonly label: string | null;
}

/** Sends one command with a key of its own: however often it travels, it happens once. */
export async function command(source: WindowSource, what: Command, view: WindowView): Promise<Outcome> {
  const input = { windowId: view.window.id, key: uuidV7(realClock, secureRandom) };
  const state = view.window.state === 'open' ? 'paused' : 'open';
  const seenTicketId = view.current?.ticket.id ?? null;
  const answer = await source.act((client) => (what === 'setState' ? client.setState({ ...input, state }) : client[what]({ ...input, seenTicketId })));
  return answer === null ? { command: what, outcome: 'lost', label: null } : { command: what, ...answer };
}

/** Which functions make sense now; the service decides all the same. */
export function isPossible(what: Command, view: WindowView): boolean {
  if (what === 'setState') return true;
  if (what === 'next') return view.window.state === 'open';
  const state = view.current?.ticket.state;
  if (what === 'recall' || what === 'miss') return state === 'called';
  return state === 'called' || state === 'serving';
}
