import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const saved = z.strictObject({ businessDay: z.string(), ticketIds: z.array(z.string()) });

/** Which tickets came out on paper on a business day, from their QR codes; kept over restarts so that counts can agree. */
export class PrintedTickets {
  readonly #file: string;
  #businessDay = '';
  #ids = new Set<string>();

  constructor(file: string) {
    this.#file = file;
    const known = read(file);
    this.#businessDay = known?.businessDay ?? '';
    this.#ids = new Set(known?.ticketIds);
  }

  get count(): number {
    return this.#ids.size;
  }

  /** @param qr the ticket's URL; the token's third part is the ticket, its fifth the day */
  add(qr: string | undefined): void {
    const [, , ticketId, , businessDay] = (qr ?? '').slice((qr ?? '').indexOf('#') + 1).split('.');
    if (!ticketId || !businessDay) return;
    if (businessDay > this.#businessDay) {
      this.#businessDay = businessDay;
      this.#ids = new Set();
    }
    if (businessDay === this.#businessDay) this.#ids.add(ticketId);
    writeFileSync(this.#file, JSON.stringify({ businessDay: this.#businessDay, ticketIds: [...this.#ids] }));
  }
}

/** Missing, or cut off while it was written: counted anew. */
function read(file: string): z.infer<typeof saved> | null {
  try {
    return saved.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
