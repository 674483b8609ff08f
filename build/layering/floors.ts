import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The repository's root. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

/** What each floor of the house may import besides itself. A folder that is not named here is outside the house. */
export const FLOORS = {
  kernel: [],
  domain: ['kernel'],
  contracts: ['kernel', 'domain'],
  drivers: ['kernel'],
  'offline-cache': ['kernel', 'domain', 'contracts'],
  terminal: ['kernel', 'domain', 'contracts', 'drivers', 'offline-cache'],
  'hall-server': ['kernel', 'domain', 'contracts'],
  renderer: ['kernel', 'domain', 'contracts'],
  electron: ['kernel', 'contracts', 'terminal'],
  demonstration: ['kernel', 'domain', 'contracts', 'drivers', 'offline-cache', 'terminal', 'hall-server', 'electron', 'build'],
  build: ['kernel'],
  tests: ['kernel', 'domain', 'contracts', 'drivers', 'offline-cache', 'terminal', 'hall-server', 'renderer', 'electron', 'demonstration', 'build'],
} as const satisfies Record<string, readonly string[]>;

export type Floor = keyof typeof FLOORS;

/** Floors that run in a browser or anywhere: no module of Node. */
const WITHOUT_NODE: readonly Floor[] = ['kernel', 'domain', 'contracts', 'renderer'];

/** Packages that have one home, so that what they bind to (a window, a database, a device) stays behind one door. */
const HOMES: ReadonlyMap<string, readonly Floor[]> = new Map<string, readonly Floor[]>([
  ['electron', ['electron', 'terminal', 'tests']],
  ['better-sqlite3', ['offline-cache', 'hall-server', 'tests']],
  ['serialport', ['drivers', 'tests']],
  ['node-hid', ['drivers', 'tests']],
  ['usb', ['drivers', 'tests']],
  ['react', ['renderer']],
  ['react-dom', ['renderer']],
]);

/** The floor a file of the repository stands on; undefined outside the house. `file` is absolute. */
export function floorOf(file: string, root = ROOT): Floor | undefined {
  const [folder, ...rest] = path.relative(root, file).split(path.sep);
  return rest.length > 0 && folder !== undefined && Object.hasOwn(FLOORS, folder) ? (folder as Floor) : undefined;
}

/** Why `file` may not import `specifier`, or undefined when it may. */
export function objectionTo(file: string, specifier: string, root = ROOT): string | undefined {
  const from = floorOf(file, root);
  if (from === undefined) return undefined;
  const isTest = /\.test\.tsx?$/.test(file);
  if (specifier.startsWith('node:')) {
    if (isTest || !WITHOUT_NODE.includes(from) || file.endsWith('.config.ts')) return undefined;
    return `${from}/ also runs where Node is not: it may not import ${specifier}`;
  }
  const to = targetOf(file, specifier, root);
  if (to === 'package') return objectionToPackage(from, specifier);
  if (to === undefined || to === from || (FLOORS[from] as readonly string[]).includes(to)) return undefined;
  return `${from}/ may import only ${[...FLOORS[from], from].join(', ')}: not ${specifier}`;
}

function objectionToPackage(from: Floor, specifier: string): string | undefined {
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  const homes = HOMES.get(name);
  return homes && !homes.includes(from) ? `the package ${name} belongs to ${homes.join(', ')}: not to ${from}/` : undefined;
}

function targetOf(file: string, specifier: string, root: string): Floor | 'package' | undefined {
  if (specifier.startsWith('.')) return floorOf(path.resolve(path.dirname(file), specifier), root);
  if (!specifier.startsWith('#')) return 'package';
  const name = specifier.slice(1).split('/')[0]!;
  return Object.hasOwn(FLOORS, name) ? (name as Floor) : undefined;
}

/** The one file that reads the machine's clock and timers, for everybody else. */
const CLOCK = 'kernel/real-clock.ts';

const pureGlobs = (JSON.parse(readFileSync(path.join(ROOT, 'tsconfig.pure.json'), 'utf8')) as { readonly include: readonly string[] }).include;

/** Whether a file is held to purity: what tsconfig.pure.json compiles, except the clock itself. `file` is absolute. */
export function isPure(file: string, root = ROOT): boolean {
  const relative = path.relative(root, file).split(path.sep).join('/');
  if (relative === CLOCK || relative.endsWith('.test.ts')) return false;
  return pureGlobs.some((glob) => path.posix.matchesGlob(relative, glob));
}
