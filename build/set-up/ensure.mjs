import { ensureDebianPackages } from './debian-packages.mjs';
import { ensureNpmPackages } from './npm-packages.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { programNode } from './program-node.mjs';
import { ensureRenderer } from './renderer-build.mjs';

/**
 * Everything `npm start` ('start') or `npm test` ('test') needs, installed or built when missing or stale; silent when
 * nothing is to do. @throws SetUpError when a person has to act.
 */
export function ensure(purpose) {
  return oneAtATime(async () => {
    await ensureNpmPackages();
    programNode();
    await ensureDebianPackages(purpose);
    await ensureRenderer();
  });
}
