import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { z } from 'zod';

const ports = z.record(z.string(), z.number().int().min(1).max(65535));

/**
 * Ports of the demonstration hall, chosen once and kept: terminals remember their server's address, and open pages
 * find their service again after it was killed.
 */
export class PortsFile {
  readonly #file: string;
  readonly #ports: Record<string, number>;

  constructor(file: string) {
    this.#file = file;
    this.#ports = read(file);
  }

  async portFor(name: string): Promise<number> {
    const known = this.#ports[name];
    if (known !== undefined) return known;
    const port = await freePort();
    this.#ports[name] = port;
    writeFileSync(this.#file, JSON.stringify(this.#ports));
    return port;
  }
}

function read(file: string): Record<string, number> {
  try {
    return ports.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
