// node build/set-up/complete-lock-file.mjs: run after adding packages through a registry mirror that holds only some
// platforms. npm then leaves the other platforms' optional packages out of the lock file, and `npm ci` of npm 11 refuses it.
import './require-node.mjs';
import { readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** Optional packages that a package of the lock wants and the lock does not hold: [{ name, version, by }]. */
export function absentFrom(lock) {
  return Object.entries(lock.packages).flatMap(([by, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isHeld(lock, by, name))
      .map(([name, version]) => ({ name, version, by })),
  );
}

/** Looks as Node does: beside the wanting package's own modules first, then upwards. */
function isHeld(lock, by, name) {
  for (let at = by; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

/** The entry of a platform's package as npm writes it, read from its name; its digest is known to its registry only. */
export function entryOf({ name, version, by }, lock) {
  const words = name.split('/').at(-1).split('-');
  const os = words.find((word) => SYSTEMS.includes(word));
  const cpu = words.map((word) => (word === 'aarch64' ? 'arm64' : word)).find((word) => PROCESSORS.includes(word));
  if (!os || !cpu || !/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`not a package of one platform: ${name}@${version} of ${by}`);
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') && os === 'linux' ? ['glibc'] : undefined;
  return { version, cpu: [cpu], ...(lock.packages[by].dev && { dev: true }), ...(libc && { libc }), optional: true, os: [os] };
}

if (import.meta.filename === process.argv[1]) {
  const file = inRoot('package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const absent = absentFrom(lock);
  for (const one of absent) lock.packages[`node_modules/${one.name}`] = entryOf(one, lock);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')));
  writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
  process.stdout.write(`${absent.length} added\n`);
}
