import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { err, ok } from '#kernel/result.ts';
import type { OpenByteChannel } from '#drivers/ports/byte-channel.ts';
import { MemoryChannel } from '#drivers/ports/memory-channel.ts';
import { createTicketPrinter, type TicketPrinter, type TicketPrinterOptions } from '../device.ts';
import type { PrinterProfile } from '../profile.ts';
import { epsonTm } from '../profiles/epson-tm.ts';
import { PrinterSimulator, type PrinterSimulatorOptions } from '../simulator/index.ts';
import type { TicketContent } from '../types.ts';

export const TICKET: TicketContent = {
  hall: '示范市政务服务中心',
  business: '不动产登记',
  number: 'A008',
  place: '二楼 B 区',
  ahead: 12,
  estimate: { fromMinutes: 20, toMinutes: 30 },
  issuedAt: '2026-03-02 10:20',
  qr: 'https://hall.example.gov.cn/t#eyJhbGciOiJFZERTQSJ9.A008',
  qrCaption: '窗口扫码用',
  missedRule: '过号请到导办台处理',
  materials: '身份证原件',
  privacy: '本票不含姓名和证件号码',
};

export interface Bench {
  readonly clock: SimulatedClock;
  readonly simulator: PrinterSimulator;
  readonly printer: TicketPrinter;
  /** Every byte the driver wrote, in order. */
  readonly written: Uint8Array[];
  /** Pulls the cable; a new one is there after `plug`. */
  readonly unplug: () => void;
  readonly plug: () => void;
  /** Runs time until `work` is done. @throws Error when it is not within `limitMs` of simulated time. */
  readonly finish: <T>(work: Promise<T>, limitMs?: number) => Promise<T>;
}

export interface BenchOptions {
  readonly profile?: PrinterProfile;
  readonly simulator?: Omit<PrinterSimulatorOptions, 'clock'>;
  readonly printer?: Partial<TicketPrinterOptions>;
  readonly baudRate?: number;
}

/** A driver and a simulated printer on a memory cable under one simulated clock, started and settled. */
export async function bench(options: BenchOptions = {}): Promise<Bench> {
  const clock = new SimulatedClock();
  const simulator = new PrinterSimulator({ clock, ...options.simulator });
  const written: Uint8Array[] = [];
  let plugged = true;
  let cable: MemoryChannel | undefined;
  const open: OpenByteChannel = () => {
    if (!plugged) return Promise.resolve(err({ kind: 'not-found', detail: 'no such device' }));
    const [host, device] = MemoryChannel.pair(options.baudRate);
    cable = host;
    simulator.attach(device);
    const write = host.write.bind(host);
    host.write = (bytes) => {
      written.push(bytes.slice());
      return write(bytes);
    };
    return Promise.resolve(ok(host));
  };
  const printer = createTicketPrinter({ open, clock, profile: options.profile ?? epsonTm, ...options.printer });
  const finish = async <T>(work: Promise<T>, limitMs = 60_000): Promise<T> => {
    const outcomes: T[] = [];
    void work.then((value) => outcomes.push(value));
    // oxlint-disable-next-line no-await-in-loop -- time passes step by step
    for (let spent = 0; outcomes.length === 0 && spent < limitMs; spent += 10) await clock.advance(10);
    if (outcomes.length === 0) throw new Error(`not finished within ${limitMs} ms of simulated time`);
    return outcomes[0]!;
  };
  printer.start();
  await finish(printer.settled());
  return {
    clock,
    simulator,
    printer,
    written,
    finish,
    unplug() {
      plugged = false;
      cable?.unplug();
    },
    plug() {
      plugged = true;
    },
  };
}
