import type { CancelTimer, Clock } from '#kernel/clock.ts';
import type { LinkView, UploadView } from '#contracts/terminal/common.ts';

/** 「已全部上传」 stands this long: read once, then gone. */
const DONE_MS = 6_000;
/** While the link is up a fact is gone in milliseconds; one that stays longer is worth a word. */
const SLOW_MS = 2_000;

/** What the sync client says, as far as it matters here. */
export interface UploadFacts {
  readonly link: LinkView['state'];
  readonly pending: number;
  /** What waits may not be sent yet: it waits for a newer server. */
  readonly heldBack: boolean;
}

const NONE: UploadView = { state: 'none', of: 0 };

/**
 * Tells an outage and its end from everyday traffic: a ticket that is uploaded within moments changes nothing on the
 * screen; facts that had to wait count down, and their arrival is said once.
 */
export class UploadProgress {
  readonly #clock: Clock;
  readonly #changed: () => void;
  #view = NONE;
  #pending = 0;
  #link: UploadFacts['link'] = 'connecting';
  #cancel: CancelTimer | null = null;

  /** @param changed told when time alone changed the view */
  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  get view(): UploadView {
    return this.#view;
  }

  observe({ link, pending, heldBack }: UploadFacts): void {
    const before = this.#pending;
    this.#pending = pending;
    const cutOff = link === 'offline' && this.#link === 'online';
    this.#link = link;
    if (pending === 0) return cutOff ? this.#forget() : this.#empty();
    const waited = this.#view.state === 'stored' || this.#view.state === 'draining';
    // Facts only become fewer when the server took them: then they are on their way, whatever the link was last called.
    const fewer = waited && pending < before;
    if (heldBack) this.#show('stored');
    else if (fewer) this.#show('draining');
    else if (link !== 'online') this.#show(this.#view.state === 'draining' && link === 'connecting' ? 'draining' : 'stored');
    else if (waited) this.#show('draining');
    else this.#cancel ??= this.#clock.after(SLOW_MS, () => this.#slow());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #empty(): void {
    if (this.#view.state === 'stored' || this.#view.state === 'draining') {
      this.stop();
      this.#view = { state: 'done', of: this.#view.of };
      this.#cancel = this.#clock.after(DONE_MS, () => this.#over());
    } else if (this.#view.state === 'none') this.stop();
  }

  /** Cut off again with nothing waiting: the good news of a moment ago is over. */
  #forget(): void {
    this.stop();
    this.#view = NONE;
  }

  #show(state: 'stored' | 'draining'): void {
    this.stop();
    const of = this.#view.state === 'done' || this.#view.state === 'none' ? this.#pending : Math.max(this.#view.of, this.#pending);
    this.#view = { state, of };
  }

  #slow(): void {
    this.#cancel = null;
    this.#show('draining');
    this.#changed();
  }

  #over(): void {
    this.#cancel = null;
    this.#view = NONE;
    if (this.#pending > 0) this.#cancel = this.#clock.after(SLOW_MS, () => this.#slow());
    this.#changed();
  }
}
