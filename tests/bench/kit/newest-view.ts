import type { KioskView } from '#contracts/terminal/kiosk-contract.ts';

/** Far beyond anything that still works. */
const GIVE_UP_MS = 30_000;

/** Follows a kiosk's views; waits for one that fits without ever sleeping. */
export class NewestView {
  #view: KioskView | null = null;
  readonly #looks = new Set<(view: KioskView) => void>();
  #fault: Error | null = null;

  /** Reads until the stream ends. */
  constructor(views: AsyncIterable<KioskView>) {
    void this.#follow(views);
  }

  get now(): KioskView {
    if (!this.#view) throw new Error('no view yet');
    return this.#view;
  }

  until(what: string, fits: (view: KioskView) => boolean): Promise<KioskView> {
    if (this.#fault) return Promise.reject(this.#fault);
    if (this.#view && fits(this.#view)) return Promise.resolve(this.#view);
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#looks.delete(look);
        reject(new Error(`not within ${GIVE_UP_MS / 1000} s: ${what}; last ${JSON.stringify({ session: this.#view?.session, link: this.#view?.link, printer: this.#view?.printer, reader: this.#view?.reader })}`));
      }, GIVE_UP_MS);
      const look = (view: KioskView): void => {
        if (!fits(view)) return;
        clearTimeout(limit);
        this.#looks.delete(look);
        resolve(view);
      };
      this.#looks.add(look);
    });
  }

  async #follow(views: AsyncIterable<KioskView>): Promise<void> {
    try {
      for await (const view of views) {
        this.#view = view;
        for (const look of this.#looks) look(view);
      }
    } catch (error) {
      this.#fault = error instanceof Error ? error : new Error(String(error));
    }
  }
}
