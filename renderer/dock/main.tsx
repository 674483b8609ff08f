import { startPage } from '../ui/start-page.tsx';

await startPage(<p>…</p>);
