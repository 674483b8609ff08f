import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { say } from './say.mjs';

const FOLDER = inRoot('dist');
const LOCK = inRoot('dist', '.set-up.lock');
const LOOK_AGAIN_MS = 20;
/** A set-up with nothing to do is over before this; a longer one deserves a word. */
const TELL_AFTER_LOOKS = 50;

/** Runs `work` while no other set-up of this clone does: two `npm ci` at once would destroy each other's files. */
export async function oneAtATime(work) {
  for (let looks = 1; !take(); looks += 1) {
    if (looks === TELL_AFTER_LOOKS) say('另一个准备过程正在进行，等它结束……', 'Another set-up is running here: waiting for it');
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  const release = () => rmSync(LOCK, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    release();
    process.off('exit', release);
  }
}

function take() {
  mkdirSync(FOLDER, { recursive: true });
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  // A set-up that was killed leaves its lock behind.
  if (!isAlive(Number(readOwner()))) rmSync(LOCK, { force: true });
  return false;
}

function readOwner() {
  try {
    return readFileSync(LOCK, 'utf8');
  } catch {
    return String(process.pid); // released between the two looks: try again
  }
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
