import type { ContractRouterClient } from '@orpc/contract';
import type { Replica } from '#offline-cache/store-api.ts';
import type { hallContract } from '#contracts/hall/hall-contract.ts';
import type { LinkView, StaffView } from '#contracts/terminal/common.ts';

export type HallClient = ContractRouterClient<typeof hallContract>;

/** The hall server as the terminal's screens see it: what is known of the hall, how the link stands, and the calls. */
export interface HallLink {
  readonly state: LinkView['state'];
  readonly replica: Replica;
  /** Facts stored here and not yet applied at the server. */
  readonly pending: number;
  /** How they get there, as a screen may say it. */
  readonly upload: LinkView['upload'];
  /** What concerns staff only, besides this machine's notices. */
  readonly concerns: Omit<StaffView, 'notices'>;
  readonly calls: HallClient;
  /** Wall time by the server's clock when it was ever heard since start, else the machine's. */
  readonly time: { readonly nowMs: number; readonly trusted: boolean };
  /** Called after any of the above changed. */
  onChange(changed: () => void): () => void;
  /** Something was written to the outbox: do not wait for the next round. */
  poke(): void;
}
