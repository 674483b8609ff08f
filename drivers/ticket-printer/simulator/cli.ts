import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '#kernel/result.ts';
import type { CommandCall, CommandFault, DeviceCommand } from '#drivers/cli/device-command.ts';
import type { PrintedTicket } from './press.ts';
import { PrinterSimulator, type SimulatedAnswers } from './printer-simulator.ts';
import { servePrinter } from './serve.ts';

/** Habits of printers seen in the field. */
const HABITS: Readonly<Record<string, Partial<SimulatedAnswers>>> = {
  full: {},
  'status-only': { echo: false, automatic: 'never', cancel: false },
  unasked: { automatic: 'unasked' },
  silent: { realtime: false, echo: false, automatic: 'never', cancel: false },
};

const ORDERS: Readonly<Record<string, (printer: PrinterSimulator) => void>> = {
  'paper-end': (printer) => printer.set({ paper: 'end' }),
  'near-end': (printer) => printer.set({ paper: 'near-end' }),
  load: (printer) => printer.loadPaper(),
  'cover-open': (printer) => printer.set({ coverOpen: true }),
  'cover-close': (printer) => printer.set({ coverOpen: false }),
  'cutter-error': (printer) => printer.set({ cutterError: true }),
  'cutter-ok': (printer) => printer.set({ cutterError: false }),
  'fail-next-cut': (printer) => printer.failNextCut(),
  hot: (printer) => printer.set({ overheated: true }),
  cool: (printer) => printer.set({ overheated: false }),
  silence: (printer) => printer.replies.silence(),
  speak: (printer) => printer.endSilence(),
  take: (printer) => printer.takeTicket(),
};

/** A simulated printer behind a listening TCP address or one end of a serial pair; faults are typed as lines. */
export const simulateCommand: DeviceCommand = {
  name: 'simulate',
  summary: `be a printer: listen on tcp:HOST:PORT or open one end of a serial pair; type ${Object.keys(ORDERS).join(', ')} or quit`,
  defaultTimeoutSeconds: 86_400,
  options: [
    { name: 'out', value: 'folder', summary: 'where each ticket is written as ticket-0001.png and .json' },
    { name: 'paper', value: 'mm', summary: 'roll width, 58 or 80 (default)' },
    { name: 'answers', value: 'habit', summary: `what it answers: ${Object.keys(HABITS).join(', ')}` },
  ],
  async run(call) {
    const made = simulatorOf(call);
    if (!made.ok) return made;
    const printer = made.value;
    const out = call.option('out');
    const writes: Promise<void>[] = [];
    printer.onTicket((ticket) => writes.push(keep(ticket, printer.tickets.length, out, call)));
    const served = await servePrinter(printer, call.uri, call.clock);
    if (!served.ok) return err({ kind: 'fault', message: served.error });
    call.say(`simulated printer on ${served.value.where}`);
    await Promise.race([ended(call), obey(printer, call)]);
    await served.value.close();
    await Promise.all(writes);
    return ok({ data: { tickets: printer.tickets.length }, text: `${printer.tickets.length} tickets printed` });
  },
};

function simulatorOf(call: CommandCall): Result<PrinterSimulator, CommandFault> {
  const paper = call.option('paper') ?? '80';
  if (paper !== '58' && paper !== '80') return err({ kind: 'usage', message: `--paper "${paper}" is neither 58 nor 80` });
  const habit = call.option('answers') ?? 'full';
  const answers = HABITS[habit];
  if (!answers) return err({ kind: 'usage', message: `--answers "${habit}" is none of: ${Object.keys(HABITS).join(', ')}` });
  return ok(new PrinterSimulator({ clock: call.clock, paper: paper === '58' ? 58 : 80, answers }));
}

async function keep(ticket: PrintedTicket, count: number, folder: string | undefined, call: CommandCall): Promise<void> {
  call.say(`ticket ${count}: ${ticket.lines.join(' | ')}`);
  if (folder === undefined) return;
  const name = join(folder, `ticket-${count.toString().padStart(4, '0')}`);
  const { lines, qrPayloads, barcodes, cut, heightMm } = ticket;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(`${name}.json`, `${JSON.stringify({ lines, qrPayloads, barcodes, cut, heightMm }, null, 2)}\n`);
    await writeFile(`${name}.png`, ticket.png);
  } catch (error) {
    call.say(`cannot write ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function ended(call: CommandCall): Promise<void> {
  return new Promise((resolve) => {
    call.signal.addEventListener('abort', () => resolve(), { once: true });
    call.clock.after(call.timeoutMs, resolve);
  });
}

async function obey(printer: PrinterSimulator, call: CommandCall): Promise<void> {
  for await (const line of call.lines) {
    const word = line.trim();
    if (word === 'quit') return;
    const order = ORDERS[word];
    if (order) order(printer);
    else if (word !== '') call.say(`not understood: "${word}" (${Object.keys(ORDERS).join(', ')}, quit)`);
  }
  // Input that ended (a service, a test) is no wish to stop.
  await ended(call);
}
