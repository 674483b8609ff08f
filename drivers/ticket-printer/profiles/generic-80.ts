import type { PrinterProfile } from '../profile.ts';

/** Any 80 mm ESC/POS printer with Chinese fonts. Assumes as little as possible and learns the rest. */
export const generic80: PrinterProfile = {
  id: 'generic-80',
  title: '通用 80 mm 热敏打印机（ESC/POS）',
  source: 'Commands on which the Epson, Citizen, SNBC, SPRT, Bixolon and HPRT manuals agree. DLE DC4 8 as cancel is Epson; that others understand or ignore it is inference.',
  paper: 80,
  dots: 576,
  charset: 'gbk',
  chineseSize: 'gs',
  qr: 'gs-k',
  cut: { kind: 'feed-partial', feed: 0 },
  feedBeforeCut: 16,
  slowestMmPerSecond: 60,
  answers: { realtime: 'perhaps', echo: 'perhaps', automatic: false },
  quirks: { causeBit5: 'unrecoverable' },
  presenter: undefined,
  cancel: 'dle-dc4-tried',
  confirms: 'buffer',
};
