export type TerminalKind = 'kiosk' | 'window' | 'display';

/** 找工作人员, as the feed tells it. */
export interface HelpCallValue {
  readonly id: string;
  readonly terminalId: string;
  readonly terminalName: string;
  readonly screen: string;
  readonly atMs: number;
}
