import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export type ElectronRuntime =
  | { readonly kind: 'installed'; readonly executable: string; readonly version: string }
  /** `detail` says what is missing and how to get it; nothing is ever fetched from here. */
  | { readonly kind: 'absent'; readonly detail: string };

/** Where the runtime lies inside the folder Electron's own installer unpacks it to. */
const EXECUTABLES: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: 'electron',
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
};

const HOW_TO = 'npx install-electron fetches it from its release server';

/**
 * Whether Electron can be started here. Looks at files only: requiring the package "electron" would start a download,
 * and closed networks would wait for it. `ELECTRON_OVERRIDE_DIST_PATH` names a folder with an own copy of the runtime.
 */
export function findElectronRuntime(
  root: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): ElectronRuntime {
  const inside = EXECUTABLES[platform];
  if (inside === undefined) return { kind: 'absent', detail: `Electron has no runtime for ${platform}` };
  const home = path.join(root, 'node_modules', 'electron');
  const own = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const dist = own !== undefined && own !== '' ? own : path.join(home, 'dist');
  const executable = path.join(dist, inside);
  if (!existsSync(executable)) return { kind: 'absent', detail: `no Electron runtime at ${executable}; ${HOW_TO}` };
  const version = textOf(path.join(dist, 'version'))?.replace(/^v/, '');
  if (version === undefined) return { kind: 'absent', detail: `the Electron runtime at ${dist} is incomplete; ${HOW_TO}` };
  const wanted = wantedVersion(home);
  // A runtime of another major speaks another ABI to the native modules and other defaults to the pages.
  if (own === undefined && wanted !== undefined && wanted !== version) {
    return { kind: 'absent', detail: `the Electron runtime is ${version}, the program wants ${wanted}; ${HOW_TO}` };
  }
  return { kind: 'installed', executable, version };
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function wantedVersion(home: string): string | undefined {
  const text = textOf(path.join(home, 'package.json'));
  return text === undefined ? undefined : (JSON.parse(text) as { readonly version?: string }).version;
}
