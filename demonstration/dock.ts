import path from 'node:path';
import type { Clock } from '#kernel/clock.ts';
import type { DockView } from '#contracts/demonstration/dock-contract.ts';
import { SimulatedIdCardReader } from '#drivers/id-card-reader/simulator/index.ts';
import { PrinterSimulator, type PrintedTicket } from '#drivers/ticket-printer/simulator/index.ts';
import { DEMONSTRATION_CARDS } from './cards.ts';
import type { DeviceCable } from './device-cable.ts';
import type { NetworkProxy } from './network-proxy.ts';
import { PrintedTickets } from './printed-tickets.ts';
import { printerMeaning, readerMeaning } from './wire-meaning.ts';
import { WireTap } from './wire-tap.ts';

/** Printed tickets kept as pictures on the dock. */
const PICTURES_KEPT = 6;
/** Words of the dock for paper, in the simulator's. */
const PAPER = { full: 'ok', 'near-end': 'near-end', end: 'end' } as const;

export type Device = 'id-card-reader' | 'ticket-printer';

export interface DockOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly cables: Readonly<Record<Device, DeviceCable>>;
  readonly proxy: NetworkProxy;
  readonly pages: () => DockView['pages'];
  readonly serverRunning: () => boolean;
  readonly counts: () => Omit<DockView['counts'], 'printedTickets'>;
  /** A terminal with a newer program sends a record; whether the server kept it aside. */
  readonly sendNewerRecord: () => Promise<boolean>;
}

/** The simulated devices of the demonstration kiosk on pty cables, and everything one can do to them. */
export class Dock {
  readonly reader: SimulatedIdCardReader;
  readonly printer: PrinterSimulator;
  readonly #cables: Readonly<Record<Device, DeviceCable>>;
  readonly #options: DockOptions;
  readonly #tap: WireTap;
  readonly #listeners = new Set<() => void>();
  readonly #printedTickets: PrintedTickets;
  #printed: DockView['printed'] = [];
  #printedEver = 0;
  #cardOnReader: string | null = null;
  #silent = false;

  constructor(options: DockOptions) {
    this.#options = options;
    this.reader = new SimulatedIdCardReader({ clock: options.clock, baudRate: 115_200 });
    this.printer = new PrinterSimulator({ clock: options.clock, paper: 80 });
    this.#cables = options.cables;
    this.#printedTickets = new PrintedTickets(path.join(options.folder, 'printed-tickets.json'));
    this.#tap = new WireTap(options.clock, () => this.changed());
    this.printer.onTicket((ticket) => this.#keep(ticket));
  }

  get view(): DockView {
    const { proxy, pages, serverRunning, counts } = this.#options;
    const { machine } = this.printer;
    return {
      pages: pages(),
      cards: DEMONSTRATION_CARDS.map(({ id, title, note }) => ({ id, title, note })),
      cardOnReader: this.#cardOnReader,
      reader: { plugged: this.#cables['id-card-reader'].plugged, channel: this.channelOf('id-card-reader') },
      printer: {
        plugged: this.#cables['ticket-printer'].plugged,
        channel: this.channelOf('ticket-printer'),
        paper: machine.paper === 'ok' ? 'full' : machine.paper,
        coverOpen: machine.coverOpen,
        cutterError: machine.cutterError,
        silentAfterPrint: this.#silent,
      },
      network: proxy.up ? 'up' : 'down',
      server: serverRunning() ? 'running' : 'stopped',
      printed: this.#printed,
      wire: [...this.#tap.lines],
      counts: { printedTickets: this.#printedTickets.count, ...counts() },
      notes: {
        dataFolder: this.#options.folder,
        deviceLine: `npm run device -- id-card-reader read --channel serial:/dev/ttyUSB0?baud=115200 --json`,
        simulated: ['身份证阅读器（真实协议字节）', '号票打印机（ESC/POS 字节）', '窗口工作人员（3 号窗口除外）'],
      },
    };
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The address under which the kiosk finds a device. */
  channelOf(device: Device): string {
    return this.#cables[device].channel;
  }

  async plug(device: Device, plugged: boolean): Promise<void> {
    const cable = this.#cables[device];
    if (!plugged) await cable.unplug();
    else if (device === 'id-card-reader') await cable.plug((end) => this.reader.attach(this.#tap.tap(end, device, readerMeaning)));
    else await cable.plug((end) => this.printer.attach(this.#tap.tap(end, device, printerMeaning)));
    this.changed();
  }

  layCard(cardId: string): boolean {
    const found = DEMONSTRATION_CARDS.find(({ id }) => id === cardId);
    if (!found) return false;
    if (this.#cardOnReader !== null) this.reader.liftCard();
    this.reader.layCard(found.card);
    this.#cardOnReader = cardId;
    this.changed();
    return true;
  }

  liftCard(): void {
    this.reader.liftCard();
    this.#cardOnReader = null;
    this.changed();
  }

  setPaper(paper: DockView['printer']['paper']): void {
    if (paper === 'full') this.printer.loadPaper();
    else this.printer.set({ paper: PAPER[paper] });
    this.changed();
  }

  setPrinter(change: { readonly coverOpen?: boolean; readonly cutterError?: boolean }): void {
    this.printer.set(change);
    this.changed();
  }

  setSilentAfterPrint(silent: boolean): void {
    this.#silent = silent;
    if (silent) this.printer.silenceAfterLastByte();
    else this.printer.endSilence();
    this.changed();
  }

  setNetwork(up: boolean): void {
    this.#options.proxy.set(up);
    this.changed();
  }

  sendNewerRecord(): Promise<boolean> {
    return this.#options.sendNewerRecord().catch(() => false);
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.#cables).map((cable) => cable.unplug()));
  }

  #keep(ticket: PrintedTicket): void {
    this.#printedEver += 1;
    this.#printedTickets.add(ticket.qrPayloads[0]);
    const picture = `data:image/png;base64,${Buffer.from(ticket.png).toString('base64')}`;
    const printed = { id: String(this.#printedEver), picture, lines: [...ticket.lines], atMs: this.#options.clock.now() };
    this.#printed = [printed, ...this.#printed].slice(0, PICTURES_KEPT);
    this.changed();
  }
}
