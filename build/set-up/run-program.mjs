import { spawn } from 'node:child_process';
import os from 'node:os';
import { inRoot } from './paths.mjs';
import { programNode } from './program-node.mjs';

/** Stripped and compiled modules, kept between runs: a program of this size then starts in half the time. */
const COMPILED = inRoot('node_modules', '.cache', 'compiled');

/**
 * Runs a TypeScript entry on the program's Node in the caller's directory, streams inherited, and resolves to its exit
 * code (128 + signal number when a signal ended it).
 */
export function runProgram(entry, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(programNode(), [entry, ...args], { stdio: 'inherit', env: { NODE_COMPILE_CACHE: COMPILED, ...process.env } });
    const forward = (signal) => {
      // Ctrl+C reaches the whole foreground group already: a second one would read as "now, at once".
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ? 128 + os.constants.signals[signal] : code));
  });
}
