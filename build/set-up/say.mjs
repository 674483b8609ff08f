// The set-up talks on stderr only: the stdout of `npm run device … --json` belongs to the program.

/** One message, Chinese first. */
export function say(zh, en) {
  process.stderr.write(`${zh}\n${en}\n`);
}

/** Reports from a long step at most every `everyMs`; `describe` gives [zh, en]. Returns the function that ends it. */
export function reportWhile(describe, everyMs = 5000) {
  const started = performance.now();
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - started) / 1000);
    const [zh, en] = describe();
    process.stderr.write(`  ${zh}，已用 ${seconds} 秒 · ${en}, ${seconds} s\n`);
  }, everyMs);
  return () => clearInterval(timer);
}

/** A failure that needs a person: printed as it is, without a stack. */
export class SetUpError extends Error {
  constructor(zh, en) {
    super(`${zh}\n${en}`);
    this.name = 'SetUpError';
  }
}

/** Runs an entry; a SetUpError ends it with its sentence and exit code 1. */
export async function main(run) {
  try {
    process.exitCode = await run();
  } catch (error) {
    process.stderr.write(`${error instanceof SetUpError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
