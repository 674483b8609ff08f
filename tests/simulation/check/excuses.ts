import type { History } from '../kit/history.ts';

/**
 * What nobody can give back: facts that were only on a disk somebody replaced by an older copy, before the server had
 * them. Also those the server had, when it was itself put back to before them.
 */
export function destroyedAt(history: History): (node: string, at: number) => boolean {
  const restores = history.of('terminal-restored');
  const serverRestores = history.of('server-restored');
  const marks = history.of('marks');
  return (node, at) =>
    restores.some((restore) => {
      const imagedAt = restore.at - restore.ageMs;
      if (restore.node !== node || at >= restore.at || at < imagedAt) return false;
      // Known to be applied: some answer after it said that everything up to the head was.
      const applied = marks.find((mark) => mark.node === node && mark.at >= at && mark.at <= restore.at && mark.applied === mark.seq);
      return !applied || serverRestores.some((server) => server.at >= applied.at);
    });
}
