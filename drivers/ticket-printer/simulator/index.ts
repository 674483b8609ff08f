/** The simulated printer's door, for tests, the demonstration and the command line; never part of the packaged program. */
export { CommandParser, type Operation } from './parser.ts';
export type { PrintedTicket } from './press.ts';
export { PrinterSimulator, type PrinterSimulatorOptions, type SimulatedAnswers } from './printer-simulator.ts';
export { servePrinter, type ServedPrinter } from './serve.ts';
export { renderDocument } from './render.ts';
export { listenTcp, type ListeningPrinter } from './server.ts';
export { HEALTHY, type Machine, type SimulatedPresenter } from './status-bytes.ts';
