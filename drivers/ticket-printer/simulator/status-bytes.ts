import { exhaustive } from '#kernel/exhaustive.ts';

/** How the simulated printer is; every field is a sensor or a fault of the machine. */
export interface Machine {
  readonly paper: 'ok' | 'near-end' | 'end';
  readonly coverOpen: boolean;
  readonly cutterError: boolean;
  readonly mechanicalError: boolean;
  readonly overheated: boolean;
  /** Offline for no stated reason, e.g. a key on the panel. */
  readonly offline: boolean;
  /** Presenter: a cut ticket lies at the exit. */
  readonly atExit: boolean;
  readonly jam: boolean;
}

export const HEALTHY: Machine = {
  paper: 'ok',
  coverOpen: false,
  cutterError: false,
  mechanicalError: false,
  overheated: false,
  offline: false,
  atExit: false,
  jam: false,
};

export function isStopped(machine: Machine): boolean {
  return (
    machine.paper === 'end' || machine.coverOpen || machine.cutterError || machine.mechanicalError || machine.overheated || machine.offline || machine.jam
  );
}

/** DLE EOT n, typed from the Epson manual's bit tables. */
export function realtimeByte(n: number, machine: Machine): number {
  const error = machine.cutterError || machine.mechanicalError || machine.overheated || machine.jam;
  switch (n) {
    case 1:
      return 0x12 | (isStopped(machine) ? 0x08 : 0);
    case 2:
      return 0x12 | (machine.coverOpen ? 0x04 : 0) | (machine.paper === 'end' ? 0x20 : 0) | (error ? 0x40 : 0);
    case 3:
      return 0x12 | (machine.cutterError ? 0x08 : 0) | (machine.mechanicalError || machine.jam ? 0x04 : 0) | (machine.overheated ? 0x40 : 0);
    default:
      return 0x12 | (machine.paper === 'ok' ? 0 : 0x0c) | (machine.paper === 'end' ? 0x60 : 0);
  }
}

export function automaticBytes(machine: Machine): Uint8Array {
  return Uint8Array.of(
    0x10 | (isStopped(machine) ? 0x08 : 0) | (machine.coverOpen ? 0x20 : 0),
    (machine.mechanicalError || machine.jam ? 0x04 : 0) | (machine.cutterError ? 0x08 : 0) | (machine.overheated ? 0x40 : 0),
    (machine.paper === 'ok' ? 0 : 0x03) | (machine.paper === 'end' ? 0x0c : 0),
    0x0f,
  );
}

export function echoByte(machine: Machine): number {
  return (machine.paper === 'ok' ? 0 : 0x03) | (machine.paper === 'end' ? 0x0c : 0);
}

export type SimulatedPresenter = 'none' | 'masung' | 'custom-kpm' | 'custom-vkp80' | 'epic-880';

export function presenterBytes(kind: SimulatedPresenter, machine: Machine): Uint8Array {
  switch (kind) {
    case 'masung':
      return Uint8Array.of((machine.atExit ? 0x04 : 0) | (machine.jam ? 0x08 : 0));
    case 'custom-kpm':
      return Uint8Array.of((machine.paper === 'ok' ? 0 : 0x01) | (machine.atExit ? 0x08 : 0) | (machine.jam ? 0x80 : 0));
    case 'custom-vkp80':
      return Uint8Array.of(
        0x10,
        0x0f,
        (machine.paper === 'end' ? 0x01 : 0) | (machine.paper === 'ok' ? 0 : 0x04) | (machine.atExit ? 0x20 : 0),
        machine.coverOpen ? 0x02 : 0,
        (machine.overheated ? 0x01 : 0) | (machine.jam ? 0x40 : 0),
        machine.cutterError ? 0x01 : 0,
      );
    case 'epic-880':
      return Uint8Array.of(0x06, 0x1d, 0x41, 0x20 | (machine.jam ? 0x10 : 0) | (machine.atExit ? 0x08 : 0));
    case 'none':
      return new Uint8Array();
    default:
      return exhaustive(kind, 'presenter');
  }
}
