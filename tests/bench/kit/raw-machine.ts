import { connect, type TLSSocket } from 'node:tls';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { sleep } from '#kernel/clock.ts';
import { unwrap } from '#kernel/result.ts';
import type { ByteChannel } from '#drivers/ports/byte-channel.ts';
import { openByteChannel } from '#drivers/ports/open-channel.ts';
import { machineClock } from '#offline-cache/machine-clock.ts';
import type { BenchHall } from './bench-hall.ts';

/** About what a ticket's row and its operation hold. */
const ROW_BYTES = 1_024;
/** A request for a number, and a status question of a printer. */
const TLS_BYTES = 1_024;
const QUESTION = Uint8Array.of(0x10, 0x04, 1, 0x10, 0x04, 2, 0x10, 0x04, 3, 0x10, 0x04, 4);
const ANSWER_BYTES = 4;
/** Taps come to a machine that rests, with cold caches; so do these. */
const REST_MS = 100;

export interface RawTimes {
  readonly commits: number[];
  readonly tls: number[];
  readonly pty: number[];
}

/** What this machine itself needs for the same steps, in milliseconds, without any of our code around them. */
export async function measureRawMachine(hall: BenchHall, samples: number): Promise<RawTimes> {
  const folder = path.join(hall.folder, 'raw');
  mkdirSync(folder);
  const database = openDatabase(folder);
  const insert = database.prepare('INSERT INTO fact (body) VALUES (?)');
  const row = Buffer.alloc(ROW_BYTES, 0x61);
  const { port } = await hall.devices.ask({ kind: 'open-tls-echo', folder });
  const socket = await openTls(port);
  const cable = await hall.cable('raw');
  await hall.devices.ask({ kind: 'open-pty-echo', at: cable.deviceEnd });
  const channel = unwrap(await openByteChannel(`serial:${cable.driverEnd}?baud=115200`, { clock: machineClock }));
  const times: RawTimes = { commits: [], tls: [], pty: [] };
  const tls = bytesFrom((receive) => socket.on('data', receive));
  const pty = bytesFrom((receive) => channel.onData(receive));
  const time = async (work: () => Promise<void> | void): Promise<number> => {
    const at = machineClock.monotonic();
    await work();
    return machineClock.monotonic() - at;
  };
  try {
    for (let i = 0; i < samples; i += 1) {
      // oxlint-disable no-await-in-loop -- one after the other is what is measured
      await sleep(machineClock, REST_MS);
      times.commits.push(
        await time(() => {
          insert.run(row);
          insert.run(row);
        }),
      );
      times.tls.push(await time(() => tls(TLS_BYTES, () => void socket.write(row))));
      times.pty.push(await time(() => pty(ANSWER_BYTES, () => void channel.write(QUESTION))));
      // oxlint-enable no-await-in-loop
    }
  } finally {
    await close(socket, channel, database);
  }
  return times;
}

/** As SQLite comes, unencrypted: WAL at FULL. */
function openDatabase(folder: string): Database.Database {
  const database = new Database(path.join(folder, 'raw.db'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE fact (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT');
  return database;
}

async function openTls(port: number): Promise<TLSSocket> {
  // The echo's certificate is made on the spot; only its speed matters.
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  return socket;
}

/** Sends something and waits until so many bytes came. */
function bytesFrom(listen: (receive: (chunk: Uint8Array) => void) => unknown): (bytes: number, send: () => void) => Promise<void> {
  let missing = 0;
  let done: () => void = () => {};
  listen((chunk) => {
    missing -= chunk.length;
    if (missing <= 0) done();
  });
  return (bytes, send) =>
    new Promise((resolve) => {
      missing = bytes;
      done = resolve;
      send();
    });
}

async function close(socket: TLSSocket, channel: ByteChannel, database: Database.Database): Promise<void> {
  socket.destroy();
  await channel.close();
  database.close();
}
