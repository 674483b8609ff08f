import { dockSource } from '../dock/dock-stream.ts';
import { startPage } from '../ui/start-page.tsx';
import { HallPage } from './hall-page.tsx';

await startPage(<HallPage source={await dockSource()} />);
