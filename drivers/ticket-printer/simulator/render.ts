import { encodeCommands } from '../commands.ts';
import type { PrintDocument } from '../document.ts';
import { CommandParser } from './parser.ts';
import { Press, type PrintedTicket } from './press.ts';

/** What a document looks like on paper, without a printer and without its time. */
export function renderDocument(document: PrintDocument, dots: number): PrintedTicket {
  const press = new Press(dots);
  for (const operation of new CommandParser().push(encodeCommands(document.commands))) press.run(operation);
  return press.separate('partial');
}
