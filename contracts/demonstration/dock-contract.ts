import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';

/** 模拟外设台: hands for the demonstration hall. Never packaged. */

export const dockView = z.strictObject({
  /** Addresses of the hall's pages, shown side by side. */
  pages: z.strictObject({ kiosk: z.string(), window: z.string(), board: z.string(), openApi: z.string(), /** Opens the manager's page signed in. */ manage: z.string() }),
  cards: z.array(z.strictObject({ id: z.string(), title: z.string(), note: z.string() })),
  /** Which card lies on the reader. */
  cardOnReader: z.string().nullable(),
  reader: z.strictObject({ plugged: z.boolean(), channel: z.string() }),
  printer: z.strictObject({
    plugged: z.boolean(),
    channel: z.string(),
    paper: z.enum(['full', 'near-end', 'end']),
    coverOpen: z.boolean(),
    cutterError: z.boolean(),
    silentAfterPrint: z.boolean(),
  }),
  network: z.enum(['up', 'down']),
  server: z.enum(['running', 'stopped']),
  /** Printed tickets as true paper pictures (PNG data URLs), newest first. */
  printed: z.array(z.strictObject({ id: z.string(), picture: z.string(), lines: z.array(z.string()), atMs: z.number() })),
  /** Bytes on the wire decoded, newest last. */
  wire: z.array(
    z.strictObject({
      id: z.number(),
      atMs: z.number(),
      device: z.enum(['id-card-reader', 'ticket-printer']),
      direction: z.enum(['to-device', 'from-device']),
      hex: z.string(),
      meaning: z.string(),
    }),
  ),
  /** The counts that must agree: paper that came out, rows at the kiosk, tickets at the hall server. */
  counts: z.strictObject({
    printedTickets: z.number(),
    kioskIssued: z.number().nullable(),
    kioskPending: z.number().nullable(),
    serverFromKiosk: z.number().nullable(),
  }),
  /** Where data lies, what is simulated, the one line an installer needs. */
  notes: z.strictObject({ dataFolder: z.string(), deviceLine: z.string(), simulated: z.array(z.string()) }),
});
export type DockView = z.infer<typeof dockView>;

const done = z.strictObject({ done: z.boolean() });

export const dockContract = {
  watch: oc.output(eventIterator(dockView)),
  layCard: oc.input(z.strictObject({ cardId: z.string() })).output(done),
  liftCard: oc.output(done),
  setPaper: oc.input(z.strictObject({ paper: z.enum(['full', 'near-end', 'end']) })).output(done),
  setCover: oc.input(z.strictObject({ open: z.boolean() })).output(done),
  setCutterError: oc.input(z.strictObject({ error: z.boolean() })).output(done),
  setSilentAfterPrint: oc.input(z.strictObject({ silent: z.boolean() })).output(done),
  plug: oc.input(z.strictObject({ device: z.enum(['id-card-reader', 'ticket-printer']), plugged: z.boolean() })).output(done),
  /** A record of a newer program arrives, which the server keeps aside for staff. */
  sendNewerRecord: oc.output(done),
  setNetwork: oc.input(z.strictObject({ up: z.boolean() })).output(done),
};
