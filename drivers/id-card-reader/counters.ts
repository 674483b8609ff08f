import type { LinkCounters } from '../exchange/exchange.ts';
import type { ReaderCounters } from './types.ts';

type LinkPart = Pick<LinkCounters, 'requests' | 'answers' | 'timeouts' | 'garbled' | 'unexpectedFrames' | 'discardedBytes'>;

/** The counters of all links of one reader since it was made. */
export class CounterSum {
  opens = 0;
  resets = 0;
  cardsRead = 0;
  cardsFailed = 0;
  #kept: LinkPart = { requests: 0, answers: 0, timeouts: 0, garbled: 0, unexpectedFrames: 0, discardedBytes: 0 };

  /** Adds the counters of a link that ends. */
  keep(link: LinkPart): void {
    this.#kept = sum(this.#kept, link);
  }

  with(link: LinkPart | undefined): ReaderCounters {
    const { opens, resets, cardsRead, cardsFailed } = this;
    return { ...(link ? sum(this.#kept, link) : this.#kept), opens, resets, cardsRead, cardsFailed };
  }
}

function sum(a: LinkPart, b: LinkPart): LinkPart {
  return {
    requests: a.requests + b.requests,
    answers: a.answers + b.answers,
    timeouts: a.timeouts + b.timeouts,
    garbled: a.garbled + b.garbled,
    unexpectedFrames: a.unexpectedFrames + b.unexpectedFrames,
    discardedBytes: a.discardedBytes + b.discardedBytes,
  };
}
