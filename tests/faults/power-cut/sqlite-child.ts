import { writeSync } from 'node:fs';
import Database from 'better-sqlite3';

/** `sqlite-child.ts FILE SYNCHRONOUS ROWS`: inserts rows one by one and says the number of each once it is committed. */
const [file = '', synchronous = 'FULL', rows = '0'] = process.argv.slice(2);
const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma(`synchronous = ${synchronous}`);
// So that checkpoints fall into a short run.
database.pragma('wal_autocheckpoint = 40');
database.exec('CREATE TABLE IF NOT EXISTS fact (id INTEGER PRIMARY KEY, body TEXT NOT NULL)');
const insert = database.prepare('INSERT INTO fact (id, body) VALUES (?, ?)');
for (let id = 1; id <= Number(rows); id += 1) {
  insert.run(id, 'x'.repeat(500));
  writeSync(1, `${id}\n`);
}
if (process.argv[5] === 'close') database.close();
