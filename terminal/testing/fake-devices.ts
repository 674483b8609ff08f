import { deferred, type Deferred } from '#kernel/deferred.ts';
import type { IdCard, IdCardReader, ReaderEvent } from '#drivers/id-card-reader/index.ts';
import type { PrintOutcome, PrinterState, TicketContent, TicketPrinter } from '#drivers/ticket-printer/index.ts';

/** 张三 as in the protocol's worked exchange: synthetic. */
export const zhangSan: IdCard = {
  type: 'resident',
  name: '张三',
  englishName: null,
  sex: '男',
  sexCode: '1',
  ethnicity: '汉',
  ethnicityCode: '01',
  birthDate: '1949-12-31',
  address: '北京市朝阳区某街道1号',
  idNumber: '11010519491231002X',
  issuer: '北京市公安局朝阳分局',
  validFrom: '2020-01-01',
  validTo: '长期',
  passNumber: null,
  issueCount: null,
  nationality: null,
  oldNumber: null,
  layoutVersion: null,
  extraAddress: null,
  photo: new Uint8Array(1024),
  fingerprint: null,
  notes: [],
};

export class FakeReader {
  state: IdCardReader['state'] = { kind: 'ready' };
  readonly #events = new Set<(event: ReaderEvent) => void>();
  readonly #states = new Set<(state: IdCardReader['state']) => void>();

  get asReader(): IdCardReader {
    return this as unknown as IdCardReader;
  }

  onEvent(listener: (event: ReaderEvent) => void): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  onState(listener: (state: IdCardReader['state']) => void): () => void {
    this.#states.add(listener);
    return () => this.#states.delete(listener);
  }

  tell(event: ReaderEvent): void {
    for (const listener of this.#events) listener(event);
  }

  become(state: IdCardReader['state']): void {
    this.state = state;
    for (const listener of this.#states) listener(state);
  }
}

export class FakePrinter {
  printerState: PrinterState = { kind: 'ready' };
  readonly printed: TicketContent[] = [];
  /** What the next prints come to; the last one stays. */
  outcomes: PrintOutcome[] = [{ kind: 'printed', evidence: 'buffer' }];
  /** When set, a print waits for it. */
  held: Deferred<void> | null = null;

  get asPrinter(): TicketPrinter {
    return this as unknown as TicketPrinter;
  }

  hold(): Deferred<void> {
    this.held = deferred<void>();
    return this.held;
  }

  async print(content: TicketContent): Promise<PrintOutcome> {
    this.printed.push(content);
    await this.held?.promise;
    return this.outcomes.length > 1 ? this.outcomes.shift()! : this.outcomes[0]!;
  }

  expectRemainder(): void {}

  onState(): () => void {
    return () => {};
  }
}
