/** The ticket printer's door: what other rooms may use. The simulator has its own door. */
export { parseTicketContent } from './content.ts';
export { DEFAULT_TEMPLATE } from './default-template.ts';
export { createTicketPrinter, type TicketPrinter, type TicketPrinterOptions } from './device.ts';
export type { PrintDocument } from './document.ts';
export { layOutTicket } from './layout.ts';
export type { PrinterProfile } from './profile.ts';
export { profileById, PROFILES } from './profiles/index.ts';
export { outcomeSentences, stateSentences, type Sentences } from './sentences.ts';
export { parseTemplate, type TicketTemplate } from './template.ts';
export type {
  PrinterFault,
  PrinterState,
  PrintFailure,
  PrintHooks,
  PrintOutcome,
  TicketContent,
  TicketMark,
  TicketPrinterState,
} from './types.ts';
