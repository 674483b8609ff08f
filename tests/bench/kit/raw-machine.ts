import { connect, type TLSSocket } from 'node:tls';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { unwrap } from '#kernel/result.ts';
import type { ByteChannel } from '#drivers/ports/byte-channel.ts';
import { openByteChannel } from '#drivers/ports/open-channel.ts';
import { machineClock } from '#offline-cache/machine-clock.ts';
import type { BenchHall } from './bench-hall.ts';

/** About what a ticket's row and its operation hold. */
const ROW = Buffer.alloc(1_024, 0x61);
/** A request for a number, and a status question of a printer. */
const TLS_BYTES = ROW.length;
const QUESTION = Uint8Array.of(0x10, 0x04, 1, 0x10, 0x04, 2, 0x10, 0x04, 3, 0x10, 0x04, 4);
const ANSWER_BYTES = 4;

/** Milliseconds of one pass over the bare machine. */
export interface RawPass {
  readonly commits: number;
  readonly tls: number;
  readonly pty: number;
}

/**
 * What this machine itself needs for a ticket's steps, without any of our code around them. Passes are made between the
 * tickets, so that whatever else the machine does falls on both alike.
 */
export class RawMachine {
  readonly #database: Database.Database;
  readonly #insert: Database.Statement<[Buffer]>;
  readonly #socket: TLSSocket;
  readonly #channel: ByteChannel;
  readonly #tls: Expect;
  readonly #pty: Expect;

  private constructor(database: Database.Database, socket: TLSSocket, channel: ByteChannel) {
    this.#database = database;
    this.#insert = database.prepare('INSERT INTO fact (body) VALUES (?)');
    this.#socket = socket;
    this.#channel = channel;
    this.#tls = bytesFrom((receive) => socket.on('data', receive));
    this.#pty = bytesFrom((receive) => channel.onData(receive));
  }

  static async open(hall: BenchHall): Promise<RawMachine> {
    const folder = path.join(hall.folder, 'raw');
    mkdirSync(folder);
    const { port } = await hall.devices.ask({ kind: 'open-tls-echo', folder });
    const socket = await openTls(port);
    const cable = await hall.cable('raw');
    await hall.devices.ask({ kind: 'open-pty-echo', at: cable.deviceEnd });
    const channel = unwrap(await openByteChannel(`serial:${cable.driverEnd}?baud=115200`, { clock: machineClock }));
    return new RawMachine(openDatabase(folder), socket, channel);
  }

  async pass(): Promise<RawPass> {
    const began = machineClock.monotonic();
    this.#insert.run(ROW);
    this.#insert.run(ROW);
    const committed = machineClock.monotonic();
    await this.#tls(TLS_BYTES, () => void this.#socket.write(ROW));
    const answered = machineClock.monotonic();
    await this.#pty(ANSWER_BYTES, () => void this.#channel.write(QUESTION));
    return { commits: committed - began, tls: answered - committed, pty: machineClock.monotonic() - answered };
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    await this.#channel.close();
    this.#database.close();
  }
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
type Expect = (bytes: number, send: () => void) => Promise<void>;

function bytesFrom(listen: (receive: (chunk: Uint8Array) => void) => unknown): Expect {
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
