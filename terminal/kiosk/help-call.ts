import type { KioskSession as SessionView } from '#contracts/terminal/kiosk-contract.ts';
import type { KioskPorts } from './kiosk-ports.ts';
import type { Screen, Stay } from './screen.ts';

export interface HelpCallOptions {
  readonly ports: Pick<KioskPorts, 'store' | 'link' | 'log'>;
  readonly screen: Screen;
  /** How long the answer stays. */
  readonly stay: () => Stay;
  readonly fault: (act: string, error: unknown) => void;
}

/** 找工作人员: stored first, then told; one touch calls once. */
export class HelpCall {
  readonly #options: HelpCallOptions;
  /** The turn on which staff were called: tapping again calls nobody twice. */
  #turn: number | null = null;

  constructor(options: HelpCallOptions) {
    this.#options = options;
  }

  /** @returns whether the touch still met its screen */
  call(turn: number): boolean {
    const { screen } = this.#options;
    const { kind } = screen.session;
    if (turn !== screen.turn || kind === 'working' || kind === 'help') return false;
    if (this.#turn === turn) return true;
    this.#turn = turn;
    void this.#request(kind, turn);
    return true;
  }

  async #request(from: SessionView['kind'], turn: number): Promise<void> {
    const { ports, screen, stay, fault } = this.#options;
    let recorded = false;
    try {
      await ports.store.requestHelp(from);
      recorded = true;
      ports.log('help-requested', { screen: from });
      ports.link.poke();
    } catch (error) {
      fault('help', error);
      this.#turn = null;
    }
    // A question about paper or a number to photograph is not taken off the screen by asking for help, nor what came since.
    if (turn !== screen.turn || from === 'ask-paper' || from === 'show-number') return;
    screen.show({ kind: 'help', recorded: recorded && ports.link.state === 'online' }, stay());
  }
}
