import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{kernel,domain,contracts,drivers,offline-cache,terminal,hall-server,electron,build,demonstration,renderer,tests}/**/*.test.{ts,tsx}'],
    pool: 'forks',
    maxWorkers: 2,
    // Native serial and SQLite handles live in the worker; a hung handle must fail the run instead of hanging it.
    teardownTimeout: 5_000,
  },
});
