import type { kioskContract, KioskView } from '#contracts/terminal/kiosk-contract.ts';
import { sourceFor } from '../connection/source-for.ts';
import { lockDown } from '../ui/lock-down.ts';
import { startPage } from '../ui/start-page.tsx';
import { KioskPage } from './kiosk-page.tsx';

lockDown();
const source = await sourceFor<typeof kioskContract, KioskView>({
  surface: 'kiosk',
  watch: (client, signal) => client.watch(undefined, { signal }),
  example: WITH_FIXTURES ? async (name) => {
    const { exampleSource } = await import('../fixtures/example-source.ts');
    const { kioskFixtures } = await import('../fixtures/kiosk-fixtures.ts');
    return exampleSource(kioskFixtures, name, () => ({ taken: true }));
  } : null,
});
await startPage(<KioskPage source={source} />);
