import type { BenchRow } from './row.ts';

export interface Bench {
  readonly name: string;
  readonly title: string;
  /** @param samples per figure; the bench's own number when missing */
  readonly run: (samples?: number) => Promise<readonly BenchRow[]>;
}

/** In the order in which they run, each in a fresh process. */
export const BENCHES: readonly Bench[] = [
  {
    name: 'take-ticket',
    title: 'tap → durable commit → first print byte',
    run: async (samples) => (await import('./take-ticket.ts')).benchTakeTicket(samples),
  },
  {
    name: 'card-read',
    title: 'card on the reader → fields on the screen',
    run: async (samples) => (await import('./card-read.ts')).benchCardRead(samples),
  },
  {
    name: 'enqueue',
    title: 'storing one fact',
    run: async () => (await import('./enqueue.ts')).benchEnqueue(),
  },
  {
    name: 'encryption',
    title: 'what the cipher costs',
    run: async () => (await import('./encryption.ts')).benchEncryption(),
  },
  {
    name: 'rivals',
    title: 'queues a developer would pick instead',
    run: async () => (await import('./rivals.ts')).benchRivals(),
  },
  {
    name: 'sync-10k',
    title: 'a long queue brought to the server',
    run: async (rounds) => (await import('./sync-10k.ts')).benchSync10k(rounds),
  },
  {
    name: 'changes-100',
    title: 'a hundred changes with a long past behind them',
    run: async (rows) => (await import('./changes-100.ts')).benchChanges100(rows),
  },
  {
    name: 'storm',
    title: 'all terminals of a city come back at once',
    run: async (terminals) => (await import('./storm.ts')).benchStorm(terminals),
  },
  {
    name: 'growth',
    title: 'the file after a million facts',
    run: async (cycles) => (await import('./growth.ts')).benchGrowth(cycles),
  },
  {
    name: 'blob-upload',
    title: 'scanned pages over a whole line and a bad one',
    run: async (cuts) => (await import('./blob-upload.ts')).benchBlobUpload(cuts),
  },
];
