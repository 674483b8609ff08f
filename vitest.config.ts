import { defineConfig } from 'vitest/config';

const FOLDERS = '{kernel,domain,contracts,drivers,offline-cache,terminal,hall-server,electron,build,demonstration,renderer}';

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // Native serial and SQLite handles live in the worker; a hung handle must fail the run instead of hanging it.
    teardownTimeout: 5_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${FOLDERS}/**/*.test.{ts,tsx}`],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        // Real processes, devices on pseudo-terminals and one Chromium at a time: after the others, one file after another.
        test: {
          name: 'e2e',
          include: ['tests/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
