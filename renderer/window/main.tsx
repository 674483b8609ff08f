import type { windowContract, WindowView } from '#contracts/terminal/window-contract.ts';
import { sourceFor } from '../connection/source-for.ts';
import { startPage } from '../ui/start-page.tsx';
import { WindowPage } from './window-page.tsx';

/** Which window this page is: `?window=w3`. */
const windowId = new URLSearchParams(globalThis.location.search).get('window') ?? 'w1';

const source = await sourceFor<typeof windowContract, WindowView>({
  surface: 'window',
  watch: (client, signal) => client.watch({ windowId }, { signal }),
  example: WITH_FIXTURES ? async (name) => {
    const { exampleSource } = await import('../fixtures/example-source.ts');
    const { windowFixtures } = await import('../fixtures/window-fixtures.ts');
    return exampleSource(windowFixtures, name, (act) => (act === 'answerHelp' ? { answered: true } : act === 'confirmNotice' ? { confirmed: true } : { outcome: 'done', label: 'B009' }));
  } : null,
});
await startPage(<WindowPage source={source} />);
