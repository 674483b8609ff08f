import type { ContractRouterClient } from '@orpc/contract';
import type { hallContract } from '#contracts/hall/hall-contract.ts';

/** The whole hall server as terminals call it. */
export type HallClient = ContractRouterClient<typeof hallContract>;

/** What the sync client needs of it. */
export type HallPort = Pick<HallClient, 'sync' | 'numbers'>;

export type Handshake = Awaited<ReturnType<HallPort['sync']['handshake']>>;
export type ServerCursor = Exclude<Handshake['cursor'], null>;
