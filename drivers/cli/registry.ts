import type { DeviceCommands } from './device-command.ts';

/** Loaded on demand, so that a driver whose native module cannot be loaded does not keep the others from running. */
export interface RegisteredDevice {
  readonly device: string;
  load(): Promise<DeviceCommands>;
}

/** Every driver that has commands; a new driver adds its line here. */
export const DEVICES: readonly RegisteredDevice[] = [
  { device: 'id-card-reader', load: async () => (await import('#drivers/id-card-reader/cli.ts')).idCardReaderCommands },
  { device: 'ticket-printer', load: async () => (await import('#drivers/ticket-printer/cli.ts')).ticketPrinterCommands },
];
