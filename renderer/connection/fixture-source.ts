import type { ViewSource, ViewState } from './view-source.ts';

/** What was asked of the service, by the names of the contract. */
export interface RecordedAct {
  readonly name: string;
  readonly input: unknown;
}

/** An example of a broken stream broke this long ago, milliseconds. */
const LOST_FOR_MS = 8000;

/**
 * An example view in place of a service, for pictures and screen tests. Every act is written down and answered with
 * `answer`; `show` puts another view on the screen.
 */
export class FixtureSource<View, Client> implements ViewSource<View, Client> {
  readonly acts: RecordedAct[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #answer: (name: string) => unknown;
  #state: ViewState<View>;

  constructor(view: View | null, nowMs: number, stream: ViewState<View>['stream'], answer: (name: string) => unknown) {
    this.#state = { view, receivedAtMs: stream === 'lost' ? nowMs - LOST_FOR_MS : nowMs, stream, lostAtMs: stream === 'live' ? null : nowMs - LOST_FOR_MS };
    this.#answer = answer;
  }

  subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  state = (): ViewState<View> => this.#state;

  show(view: View, nowMs: number): void {
    this.#state = { view, receivedAtMs: nowMs, stream: 'live', lostAtMs: null };
    for (const listener of this.#listeners) listener();
  }

  act<Answer>(run: (client: Client) => Promise<Answer>): Promise<Answer | null> {
    const recorder = new Proxy({}, {
      get: (_target, name) => (input: unknown) => {
        this.acts.push({ name: String(name), input });
        return Promise.resolve(this.#answer(String(name)));
      },
    });
    return run(recorder as Client);
  }
}
