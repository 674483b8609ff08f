import type { boardContract, BoardView } from '#contracts/terminal/board-contract.ts';
import { sourceFor } from '../connection/source-for.ts';
import { lockDown } from '../ui/lock-down.ts';
import { startPage } from '../ui/start-page.tsx';
import { BoardPage } from './board-page.tsx';

lockDown();
const source = await sourceFor<typeof boardContract, BoardView>({
  surface: 'board',
  watch: (client, signal) => client.watch(undefined, { signal }),
  example: WITH_FIXTURES ? async (name) => {
    const { exampleSource } = await import('../fixtures/example-source.ts');
    const { boardFixtures } = await import('../fixtures/board-fixtures.ts');
    return exampleSource(boardFixtures, name, () => ({}));
  } : null,
});
await startPage(<BoardPage source={source} />);
