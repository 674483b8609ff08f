import { spawn } from 'node:child_process';
import os from 'node:os';
import { programNode } from './program-node.mjs';

/**
 * Runs a TypeScript entry on the program's Node in the caller's directory, streams inherited, and resolves to its exit
 * code (128 + signal number when a signal ended it).
 */
export function runProgram(entry, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(programNode(), [entry, ...args], { stdio: 'inherit' });
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
