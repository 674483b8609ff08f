/** Counts of { passed, failed, skipped }; what could not be counted counts as failed, never as nothing. */
export function sum(counts) {
  return counts.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** One step that either holds or does not: lint, types. */
export function countOfStep(exitCode) {
  return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/**
 * Counts a run of vitest from its JSON report (undefined when it wrote none) and its exit code. A file that fails
 * outside its tests (import, hook) counts as one failed, as does a run that failed outside its files.
 */
export function countOfVitest(report, exitCode) {
  const count = sum((report?.testResults ?? []).map(countOfFile));
  const unseen = exitCode !== 0 && count.failed === 0;
  const nothing = count.passed + count.failed === 0;
  return unseen || nothing ? { ...count, failed: count.failed + 1 } : count;
}

function countOfFile({ status, assertionResults }) {
  const of = (...kinds) => assertionResults.filter((test) => kinds.includes(test.status)).length;
  const [passed, failed] = [of('passed'), of('failed')];
  return {
    passed,
    failed: failed === 0 && status === 'failed' ? 1 : failed,
    skipped: assertionResults.length - passed - failed,
  };
}

/** The last line of `npm test`. */
export function lineOf({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
