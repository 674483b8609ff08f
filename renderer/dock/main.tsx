import { startPage } from '../ui/start-page.tsx';
import { DockPage } from './dock-page.tsx';
import { dockSource } from './dock-stream.ts';

await startPage(<DockPage source={await dockSource()} />);
