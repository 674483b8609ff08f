import type { ContractRouterClient } from '@orpc/contract';
import type { dockContract, DockView } from '#contracts/demonstration/dock-contract.ts';
import type { ViewSource } from '../connection/view-source.ts';

export type DockClient = ContractRouterClient<typeof dockContract>;
export type DockSource = ViewSource<DockView, DockClient>;

/** One hand's move; what came of it shows in the next view. */
export type Move = (run: (client: DockClient) => Promise<unknown>) => void;
