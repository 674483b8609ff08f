import type { ManageView } from '#contracts/hall/manage-contract.ts';
import { startPage } from '../ui/start-page.tsx';
import { ManageApp } from './manage-app.tsx';
import { ManagePage } from './manage-page.tsx';
import type { ManageClient } from './manage-stream.ts';

const fixture = WITH_FIXTURES ? new URLSearchParams(globalThis.location.search).get('fixture') : null;

async function example(name: string) {
  const { exampleSource } = await import('../fixtures/example-source.ts');
  const { manageFixtures } = await import('../fixtures/manage-fixtures.ts');
  const answers: Readonly<Record<string, unknown>> = { retry: { applied: 1, stillParked: 2 }, mark: { marked: 1 }, exportItems: { fileName: 'attention.json', text: '{}' } };
  return exampleSource<ManageView, ManageClient>(manageFixtures, name, (act) => answers[act]);
}

await startPage(WITH_FIXTURES && fixture !== null ? <ManagePage source={await example(fixture)} leave={() => {}} /> : <ManageApp />);
