import { runSeed } from './run-seed.ts';
import { summaryOf, type SeedRequest } from './seed-summary.ts';

/** A process that runs the seeds it is told, one after another, and says how each went. */
process.on('message', (request: SeedRequest) => {
  void runSeed(request).then(
    (outcome) => process.send!(summaryOf(outcome)),
    (cause: unknown) => {
      throw cause;
    },
  );
});
