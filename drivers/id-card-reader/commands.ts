import { err, ok, type Result } from '#kernel/result.ts';
import type { DeviceState } from '../device-state.ts';
import type { ExchangeError } from '../exchange/exchange.ts';
import type { ChannelError } from '../ports/byte-channel.ts';
import { commandErrorOf, faultOf } from './errors.ts';
import type { Answer, ReaderLink } from './link.ts';
import type { ReaderError, ReaderFault, SamNumber, SamStatus } from './types.ts';

export interface CommandPorts {
  /** Runs `use` on the present link, or on one opened for it when the reader is not started. */
  withLink<T>(use: (link: ReaderLink) => Promise<T>): Promise<Result<T, ChannelError | { readonly kind: 'not-linked' }>>;
  state(): DeviceState<ReaderFault>;
}

/** An unanswered single command is asked once more: none of them has an effect that a repetition would double. */
const ASKS = 2;

/** The reader's commands outside the reading of a card. */
export class ReaderCommands {
  readonly #ports: CommandPorts;

  constructor(ports: CommandPorts) {
    this.#ports = ports;
  }

  samNumber(): Promise<Result<SamNumber, ReaderError>> {
    return this.#valueOf('SAM number', (link) => link.samNumber());
  }

  extraAddress(): Promise<Result<string | null, ReaderError>> {
    return this.#valueOf('extra address', (link) => link.extraAddress());
  }

  reset(): Promise<Result<void, ReaderError>> {
    return this.#valueOf('SAM reset', (link) => link.reset());
  }

  async status(): Promise<Result<SamStatus, ReaderError>> {
    const answer = await this.#ask((link) => link.samStatus());
    if (!answer.ok) return answer;
    if (answer.value.kind === 'done') return ok({ kind: 'ok' });
    return ok(faultOf(answer.value.status) ?? { kind: 'other', status: answer.value.status.code });
  }

  async #valueOf<T>(name: string, command: (link: ReaderLink) => Promise<Result<Answer<T>, ExchangeError>>): Promise<Result<T, ReaderError>> {
    const answer = await this.#ask(command);
    if (!answer.ok) return answer;
    return answer.value.kind === 'done' ? ok(answer.value.value) : err(commandErrorOf(answer.value.status, name));
  }

  async #ask<T>(command: (link: ReaderLink) => Promise<Result<Answer<T>, ExchangeError>>): Promise<Result<Answer<T>, ReaderError>> {
    const used = await this.#ports.withLink(async (link) => {
      let answer = await command(link);
      for (let i = 1; i < ASKS && !answer.ok && (answer.error.kind === 'no-answer' || answer.error.kind === 'garbled'); i += 1) answer = await command(link);
      return answer;
    });
    if (!used.ok) return err(used.error.kind === 'not-linked' ? this.#notLinked() : unavailable(used.error));
    return used.value.ok ? used.value : err(linkErrorOf(used.value.error));
  }

  #notLinked(): ReaderError {
    const state = this.#ports.state();
    if (state.kind === 'unavailable') return { kind: 'unavailable', reason: state.reason, detail: state.detail };
    return { kind: 'unavailable', reason: 'no-answer', detail: 'the reader is being opened' };
  }
}

function unavailable(error: ChannelError): ReaderError {
  const reason = error.kind === 'timed-out' ? 'no-answer' : error.kind === 'closed' ? 'lost' : error.kind;
  return { kind: 'unavailable', reason, detail: error.detail };
}

function linkErrorOf(error: ExchangeError): ReaderError {
  if (error.kind === 'cancelled') return { kind: 'cancelled' };
  if (error.kind === 'ended') return { kind: 'unavailable', reason: 'lost', detail: error.detail };
  return { kind: 'no-answer', detail: error.detail };
}
