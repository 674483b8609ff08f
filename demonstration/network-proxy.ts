import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * The cable between the kiosk and the hall server. Down, it is dead as a pulled plug is: standing connections carry
 * nothing more and end, new ones are refused. Held, it is a line that stalls: everything stays connected, nothing
 * arrives, and what was sent meanwhile arrives afterwards.
 */
export class NetworkProxy {
  readonly #target: { readonly host: string; port: number };
  /** Every socket with the one its bytes go to. */
  readonly #flows = new Map<Socket, Socket>();
  /** Sockets that the server answers on. */
  readonly #toServer = new WeakSet<Socket>();
  #server: Server | null = null;
  #port = 0;
  #up = true;
  #held: 'nothing' | 'answers' | 'everything' = 'nothing';

  constructor(targetPort: number) {
    this.#target = { host: '127.0.0.1', port: targetPort };
  }

  get port(): number {
    return this.#port;
  }

  get up(): boolean {
    return this.#up;
  }

  /** The hall server came back on another port. */
  retarget(port: number): void {
    this.#target.port = port;
  }

  /** @param port 0 takes any free one; a fixed one survives restarts */
  async start(port = 0): Promise<void> {
    const server = createServer((from) => this.#join(from));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  set(up: boolean): void {
    this.#up = up;
    if (!up) this.#cut();
  }

  /**
   * From now on no byte passes, or none of the server's; bytes wait on the line and none is lost. New connections are
   * taken and wait too.
   */
  hold(what: 'everything' | 'answers' = 'everything'): void {
    this.release();
    this.#held = what;
    for (const [from, to] of this.#flows) if (this.#holds(from)) from.unpipe(to);
  }

  /** What waited passes, in order. */
  release(): void {
    const waited = [...this.#flows].filter(([from]) => this.#holds(from));
    this.#held = 'nothing';
    for (const [from, to] of waited) from.pipe(to);
  }

  async stop(): Promise<void> {
    this.#cut();
    await new Promise<void>((resolve) => {
      if (this.#server) this.#server.close(() => resolve());
      else resolve();
    });
  }

  #cut(): void {
    for (const socket of this.#flows.keys()) socket.destroy();
    this.#flows.clear();
  }

  #join(from: Socket): void {
    if (!this.#up) {
      from.destroy();
      return;
    }
    const to = connect(this.#target.port, this.#target.host);
    this.#toServer.add(to);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      this.#flows.set(one, other);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#flows.delete(one);
        other.destroy();
      });
      if (!this.#holds(one)) one.pipe(other);
    }
  }

  /** Whether what comes out of this socket waits. */
  #holds(from: Socket): boolean {
    return this.#held === 'everything' || (this.#held === 'answers' && this.#toServer.has(from));
  }
}
