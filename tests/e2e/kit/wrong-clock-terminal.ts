import { runTerminal } from '#terminal/main.ts';

/** The terminal on a machine whose clock battery is dead: at its start it is 2015-01-01, and time runs on from there. */
const now = Date.now.bind(Date);
const behindMs = now() - Date.UTC(2015, 0, 1);
Date.now = () => now() - behindMs;

const code = await runTerminal(process.argv.slice(2));
if (code !== null) process.exit(code);
