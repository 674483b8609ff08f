import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Forwards TCP and cuts the line at chosen bytes of what the client sends: exactly so much arrives, the rest is gone. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #target: number;
  readonly #pairs = new Set<{ readonly client: Socket; readonly server: Socket }>();
  /** Bytes from the client, counted over all connections, at which the line is cut; ascending. */
  #plan: readonly number[] = [];
  /** Everything clients sent, whether it arrived or not. */
  sent = 0;
  cuts = 0;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
    server.on('connection', (client) => this.#forward(client));
  }

  static async start(target: number): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(server, target);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** @param plan ascending counts of bytes */
  cutAt(plan: readonly number[]): void {
    this.#plan = plan;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#cutAll();
    await once(this.#server, 'close');
  }

  #forward(client: Socket): void {
    const server = connect(this.#target, '127.0.0.1');
    const pair = { client, server };
    this.#pairs.add(pair);
    for (const socket of [client, server]) {
      socket.setNoDelay();
      socket.on('error', () => {});
      socket.on('close', () => this.#drop(pair));
    }
    server.on('data', (bytes) => void client.write(bytes));
    server.on('end', () => client.end());
    client.on('end', () => server.end());
    client.on('data', (bytes) => this.#upstream(pair, bytes));
  }

  #upstream({ server }: { readonly server: Socket }, bytes: Buffer): void {
    const next = this.#plan[this.cuts] ?? Infinity;
    const before = this.sent;
    this.sent += bytes.length;
    if (this.sent < next) {
      server.write(bytes);
      return;
    }
    this.cuts += 1;
    const arriving = bytes.subarray(0, Math.max(0, next - before));
    // What arrives is read by the server; every second time the line then ends without a farewell.
    server.write(arriving, () => this.#cutAll());
  }

  #cutAll(): void {
    for (const { client, server } of this.#pairs) {
      client.destroy();
      if (this.cuts % 2 === 0) server.resetAndDestroy();
      else server.destroy();
    }
    this.#pairs.clear();
  }

  #drop(pair: { readonly client: Socket; readonly server: Socket }): void {
    pair.client.destroy();
    pair.server.destroy();
    this.#pairs.delete(pair);
  }
}
