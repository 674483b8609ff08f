import { writeSync } from 'node:fs';
import { pagesOf } from './pages.ts';
import { UploadingTerminal } from './uploading-terminal.ts';

/**
 * A terminal that somebody kills. `<folder> <server> <code> <seed> <pages> <bytes>`: attaches the pages if it never did,
 * and brings them over. One JSON line for what the server says it has, for each acknowledgement, and when all is sent.
 */
const [folder = '', serverUrl = '', code = '', seed = '0', pages = '0', bytes = '0'] = process.argv.slice(2);
const tell = (fact: object): void => void writeSync(1, `${JSON.stringify(fact)}\n`);

const terminal = await UploadingTerminal.open({
  folder,
  serverUrl,
  code,
  watch: {
    known: (blobId, offset) => tell({ known: blobId, offset }),
    acknowledged: (blobId, offset) => tell({ acknowledged: blobId, offset }),
  },
});
if ((await terminal.store.outbox()).seq === 0) await terminal.attach(pagesOf(Number(seed), Number(pages), Number(bytes)));
tell({ attached: true });
await terminal.client.start();
await terminal.allSent();
tell({ done: true });
