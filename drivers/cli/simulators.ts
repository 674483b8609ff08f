import type { Clock } from '#kernel/clock.ts';
import { err, ok } from '#kernel/result.ts';
import { MemoryChannel } from '#drivers/ports/memory-channel.ts';
import type { Simulators } from '#drivers/ports/open-channel.ts';

/** What `sim:` opens in the shell. Simulators are loaded only when named. */
export function shellSimulators(clock: Clock): Simulators {
  return {
    /** `sim:id-card-reader?card=zhangSan`: a reader on which this card is laid. */
    'id-card-reader': async (parameters) => {
      const { REALISTIC_THINKING, SAMPLE_CARDS, SimulatedIdCardReader } = await import('#drivers/id-card-reader/simulator/index.ts');
      const name = parameters.get('card') ?? 'zhangSan';
      const cards = Object.entries(SAMPLE_CARDS);
      const card = cards.find(([known]) => known === name)?.[1];
      if (!card) return err({ kind: 'bad-address', detail: `no sample card "${name}" (known: ${cards.map(([known]) => known).join(', ')})` });
      const reader = new SimulatedIdCardReader({ clock, baudRate: 115_200, thinkMs: REALISTIC_THINKING });
      reader.layCard(card);
      return reader.open();
    },
    /** `sim:ticket-printer?paper=58`: a healthy printer; see `ticket-printer simulate` for one with faults. */
    'ticket-printer': async (parameters) => {
      const { PrinterSimulator } = await import('#drivers/ticket-printer/simulator/index.ts');
      const paper = parameters.get('paper') ?? '80';
      if (paper !== '58' && paper !== '80') return err({ kind: 'bad-address', detail: `paper "${paper}" is neither 58 nor 80` });
      const [host, device] = MemoryChannel.pair();
      new PrinterSimulator({ clock, paper: paper === '58' ? 58 : 80 }).attach(device);
      return ok(host);
    },
  };
}
