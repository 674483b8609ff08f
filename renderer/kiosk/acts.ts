import type { ContractRouterClient } from '@orpc/contract';
import type { kioskContract, KioskView } from '#contracts/terminal/kiosk-contract.ts';
import type { TypedWay } from '#domain/identity/identify.ts';
import type { ViewSource } from '../connection/view-source.ts';

export type KioskClient = ContractRouterClient<typeof kioskContract>;
export type KioskSource = ViewSource<KioskView, KioskClient>;

/** What a touch can ask for on the screen of one turn. A late touch carries its old turn and meets nothing. */
export interface KioskActs {
  chooseBusiness(businessId: string): void;
  identify(way: TypedWay, value: string): void;
  takeWithoutName(): void;
  reprint(ticketId: string): void;
  takeAnother(): void;
  answerPaper(came: boolean): void;
  tryPrintAgain(): void;
  extend(): void;
  home(): void;
  callStaff(): void;
}

/** An act's outcome shows in the next view; a broken connection shows by itself. Nothing else is to be done here. */
export function actsFor(source: KioskSource, turn: number): KioskActs {
  const send = (run: (client: KioskClient) => Promise<unknown>): void => void source.act(run);
  return {
    chooseBusiness: (businessId) => send((client) => client.chooseBusiness({ turn, businessId })),
    identify: (way, value) => send((client) => client.identify({ turn, way, value })),
    takeWithoutName: () => send((client) => client.takeWithoutName({ turn })),
    reprint: (ticketId) => send((client) => client.reprint({ turn, ticketId })),
    takeAnother: () => send((client) => client.takeAnother({ turn })),
    answerPaper: (came) => send((client) => client.answerPaper({ turn, came })),
    tryPrintAgain: () => send((client) => client.tryPrintAgain({ turn })),
    extend: () => send((client) => client.extend({ turn })),
    home: () => send((client) => client.home({ turn })),
    callStaff: () => send((client) => client.callStaff({ turn })),
  };
}
