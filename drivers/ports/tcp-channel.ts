import { connect, type Socket } from 'node:net';
import type { Clock } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { ByteChannel, ChannelEnd, ChannelError } from './byte-channel.ts';
import { Inbox } from './inbox.ts';
import { CLOSE_LIMIT_MS, nativeCall, OPEN_LIMIT_MS, WRITE_LIMIT_MS } from './native-call.ts';

/** Idle time in milliseconds before the kernel asks whether the peer still lives. */
const KEEP_ALIVE_MS = 5000;

export function openTcp(host: string, port: number, clock: Clock): Promise<Result<ByteChannel, ChannelError>> {
  const where = `tcp ${host}:${port}`;
  let socket: Socket | undefined;
  return nativeCall(
    clock,
    OPEN_LIMIT_MS,
    where,
    () =>
      new Promise<ByteChannel>((resolve, reject) => {
        socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
        socket.once('error', reject);
        socket.once('connect', () => {
          socket!.off('error', reject);
          resolve(new TcpChannel(socket!, where, clock));
        });
      }),
    (late) => void late.close(),
  ).then((opened) => {
    if (!opened.ok) socket?.destroy();
    return opened;
  });
}

/** A connected socket as a channel, for whichever side made the connection. */
export class TcpChannel implements ByteChannel {
  /** The line behind a network serial server is not known. */
  readonly baudRate = undefined;
  readonly #socket: Socket;
  readonly #where: string;
  readonly #clock: Clock;
  readonly #inbox = new Inbox<Uint8Array>();
  readonly #gone: Promise<void>;

  constructor(socket: Socket, where: string, clock: Clock) {
    this.#socket = socket;
    this.#where = where;
    this.#clock = clock;
    socket.on('data', (chunk: Buffer) => this.#inbox.deliver(Uint8Array.from(chunk)));
    socket.on('error', (error) => this.#inbox.finish({ kind: 'lost', detail: `${where}: ${error.message}` }));
    // A half-closed peer will never answer again.
    socket.on('end', () => this.#inbox.finish({ kind: 'lost', detail: `${where}: the peer closed the connection` }));
    this.#gone = new Promise((resolve) => {
      socket.on('close', () => {
        this.#inbox.finish({ kind: 'lost', detail: `${where}: the connection closed` });
        resolve();
      });
    });
  }

  async write(bytes: Uint8Array): Promise<Result<void, ChannelError>> {
    if (this.#inbox.end) return err({ kind: 'closed', detail: `${this.#where} is closed` });
    const written = await nativeCall(this.#clock, WRITE_LIMIT_MS, this.#where, () => {
      return new Promise<void>((resolve, reject) => {
        this.#socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
    });
    return written.ok ? ok() : written;
  }

  onData(receive: (chunk: Uint8Array) => void): void {
    this.#inbox.onItem(receive);
  }

  onEnd(ended: (reason: ChannelEnd) => void): void {
    this.#inbox.onEnd(ended);
  }

  async close(): Promise<void> {
    this.#inbox.finish({ kind: 'closed' });
    this.#socket.destroySoon();
    const closed = await nativeCall(this.#clock, CLOSE_LIMIT_MS, this.#where, () => this.#gone);
    if (!closed.ok) this.#socket.destroy();
  }
}
