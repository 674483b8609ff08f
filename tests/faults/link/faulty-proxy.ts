import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Which way the bytes go: from the terminal, or from the server. */
export type Direction = 'up' | 'down';

/** What befalls one connection once `after` bytes have passed in that direction. */
export interface LineFault {
  readonly kind:
    /** Both ends are closed in order, in the middle of a record or word. */
    | 'cut'
    /** Both ends are reset. */
    | 'reset'
    /** The receiver is told that nothing more comes, and nothing does; the other direction lives. */
    | 'half'
    /** Nothing passes any more and nobody is told. */
    | 'stall'
    /** Nothing passes for a while; then all of it does. */
    | 'delay';
  readonly direction: Direction;
  readonly after: number;
  /** Milliseconds, of a delay. */
  readonly for: number;
}

export interface FaultyProxyOptions {
  readonly targetPort: number;
  /** Asked for every new connection; null: a good line. */
  readonly faultFor: () => LineFault | null;
  /** A fault struck. */
  readonly onStruck: (fault: LineFault) => void;
}

/** A TCP line between terminal and server on which every connection has its own misfortune. */
export class FaultyProxy {
  readonly #options: FaultyProxyOptions;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(options: FaultyProxyOptions) {
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true }, (terminal) => this.#join(terminal));
  }

  async start(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.cutAll();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  /** Ends every standing connection, stalled ones too. */
  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(terminal: Socket): void {
    const server = connect({ port: this.#options.targetPort, host: '127.0.0.1', allowHalfOpen: true });
    const fault = this.#options.faultFor();
    for (const socket of [terminal, server]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      const other = socket === terminal ? server : terminal;
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    this.#carry(terminal, server, fault?.direction === 'up' ? fault : null);
    this.#carry(server, terminal, fault?.direction === 'down' ? fault : null);
  }

  /** Passes bytes one way until the fault's place is reached; a line that heals meets its next fault. */
  #carry(from: Socket, to: Socket, first: LineFault | null): void {
    let fault = first;
    let left = fault?.after ?? Number.POSITIVE_INFINITY;
    let isOver = false;
    const pass = (bytes: Buffer): void => {
      if (isOver) return;
      const passing = bytes.subarray(0, left);
      left -= passing.length;
      // Backpressure does not matter at these sizes.
      if (passing.length > 0) to.write(passing);
      if (left > 0) return;
      const struck = fault!;
      const rest = bytes.subarray(passing.length);
      isOver = true;
      this.#options.onStruck(struck);
      this.#strike(struck, from, to, () => {
        const next = this.#options.faultFor();
        fault = next && { ...next, direction: struck.direction };
        left = fault?.after ?? Number.POSITIVE_INFINITY;
        isOver = false;
        pass(rest);
        from.resume();
      });
    };
    from.on('data', pass);
    from.on('end', () => !isOver && to.end());
    if (left === 0) pass(Buffer.alloc(0));
  }

  #strike(fault: LineFault, from: Socket, to: Socket, resume: () => void): void {
    switch (fault.kind) {
      case 'cut':
        from.end();
        to.end(() => to.destroy());
        return;
      case 'reset':
        from.resetAndDestroy();
        to.resetAndDestroy();
        return;
      case 'half':
        to.end();
        return;
      case 'stall':
        // What comes is read and thrown away, so that the sender does not notice either.
        return;
      case 'delay':
        from.pause();
        setTimeout(resume, fault.for).unref();
    }
  }
}
