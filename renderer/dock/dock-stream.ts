import type { dockContract, DockView } from '#contracts/demonstration/dock-contract.ts';
import { sourceFor } from '../connection/source-for.ts';
import type { DockSource } from './dock-acts.ts';

/** The dock's views, for its own page and for the hall panorama. */
export function dockSource(): Promise<DockSource> {
  return sourceFor<typeof dockContract, DockView>({
    surface: 'dock',
    watch: (client, signal) => client.watch(undefined, { signal }),
    example: WITH_FIXTURES ? async (name) => {
      const { exampleSource } = await import('../fixtures/example-source.ts');
      const { dockFixtures } = await import('../fixtures/dock-fixtures.ts');
      return exampleSource(dockFixtures, name, () => ({ done: true }));
    } : null,
  });
}
