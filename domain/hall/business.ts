/** 业务: what a person queues for. One business has one number series; several windows may serve it. */
export interface Business {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string;
  /** The field of life it belongs to, for grouping on the kiosk (e.g. 社会保障). */
  readonly group: string;
  readonly groupEn: string;
  /** Letters before the number, unique in the hall: A, B, … */
  readonly series: string;
  readonly place: Place;
  /** Whether a person must show who they are to take a number. */
  readonly realName: RealNameMode;
  /** Minutes one ticket takes at a window, mean of recent days; > 0. */
  readonly minutesPerTicket: number;
  /** Everyday words people say for it, for search. */
  readonly keywords: readonly string[];
  /** What to have ready, printed on the ticket; empty when nothing is configured. */
  readonly bring: string;
  readonly issuing: Issuing;
}

export type RealNameMode = 'none' | 'optional' | 'required';

/** Where to wait. */
export interface Place {
  readonly floor: string;
  readonly zone: string;
}

/** Whether numbers are given out now; `until` and `from` are local times HH:MM for the sentence on the screen. */
export type Issuing =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly from: string }
  | { readonly kind: 'stopped'; readonly reason: string };

/** 窗口: a counter and the businesses it takes. */
export interface ServiceWindow {
  readonly id: string;
  /** What people look for: 「3号窗口」 is `3`. */
  readonly label: string;
  readonly place: Place;
  /** Which way to walk from the board, in words; empty when plain to see. */
  readonly direction: string;
  readonly businessIds: readonly string[];
  readonly state: WindowState;
}

export type WindowState = 'closed' | 'open' | 'paused';

export interface Hall {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string;
  /** IANA time zone; only for showing times and for the server's business day. */
  readonly timeZone: string;
  /** 过号规则 in one line, printed on every ticket. */
  readonly missedRule: string;
  /** One line on privacy, printed on every ticket. */
  readonly privacyLine: string;
  /** Spoken and shown help: where staff are found. */
  readonly helpPlace: string;
}
