import type { Clock } from '#kernel/clock.ts';
import { redactText } from '#domain/identity/redact.ts';
import type { Logger } from './logging/logger.ts';

/** Longer than a ticket and the devices may take to stop; then the rest is left to the recovery of the next start. */
const STOP_LIMIT_MS = 10_000;

export interface ServiceEndPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** `process`: signals, and faults that nobody caught. */
  readonly process: { on(event: string, listener: (cause: unknown) => void): unknown };
  readonly exit: (code: number) => void;
  /** For whoever looks at the console. */
  readonly complain: (sentence: string) => void;
}

/**
 * How the service ends. After a fault that nobody foresaw nothing in memory can be trusted: one line in the log, exit
 * code 1, and whoever supervises it starts it anew; what was acknowledged is on the disk. It never lives on half dead.
 */
export class ServiceEnd {
  readonly #ports: ServiceEndPorts;
  #ended = false;

  constructor(ports: ServiceEndPorts) {
    this.#ports = ports;
    for (const where of ['uncaughtException', 'unhandledRejection']) ports.process.on(where, (cause) => this.fault(where, cause));
  }

  /** SIGINT and SIGTERM stop the service in order, once, and in any case. */
  stopWith(stop: () => Promise<void>): void {
    const { clock, logger, process } = this.#ports;
    let stopping = false;
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.on(signal, () => {
        if (stopping) return;
        stopping = true;
        clock.after(STOP_LIMIT_MS, () => this.fault(signal, new Error(`not stopped within ${STOP_LIMIT_MS} ms`)));
        stop().then(
          () => this.#end(0, () => logger.log('service-end', { disposition: 'stopped', reason: signal })),
          (cause: unknown) => this.fault(signal, cause),
        );
      });
    }
  }

  fault(where: string, cause: unknown): void {
    const detail = redactText(inOneLine(cause));
    this.#end(1, () => {
      this.#ports.logger.log('service-fault', { where, detail });
      this.#ports.complain(`程序内部错误，终端服务结束（${where}）：${detail} (internal error, the service ends)`);
    });
  }

  #end(code: number, tell: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    tell();
    this.#ports.logger.close();
    this.#ports.exit(code);
  }
}

/** The message and where it came from. */
function inOneLine(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const frame = cause.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return frame ? `${cause.message} ${frame.trim()}` : cause.message;
}
