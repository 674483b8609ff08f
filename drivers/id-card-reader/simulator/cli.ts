import { err, ok } from '#kernel/result.ts';
import type { DeviceCommand } from '#drivers/cli/device-command.ts';
import { REALISTIC_THINKING, SimulatedIdCardReader } from './simulator.ts';
import { SAMPLE_CARDS, type SimulatedCard } from './simulated-card.ts';
import { serveIdCardReader } from './serve.ts';

const CARDS: ReadonlyMap<string, SimulatedCard> = new Map(Object.entries(SAMPLE_CARDS));

/** A simulated reader behind a serial end or a listening TCP address; cards are laid and lifted by typed lines. */
export const simulateCommand: DeviceCommand = {
  name: 'simulate',
  summary: 'be a reader: listen on tcp:HOST:PORT or open one end of a serial pair; type lay, lift or quit',
  defaultTimeoutSeconds: 86_400,
  options: [{ name: 'card', value: 'name', summary: `card that lies there at the start: none, ${[...CARDS.keys()].join(', ')}` }],
  async run(call) {
    const first = call.option('card') ?? 'zhangSan';
    if (first !== 'none' && !CARDS.has(first)) return err({ kind: 'usage', message: `--card "${first}" is none of: none, ${[...CARDS.keys()].join(', ')}` });
    const reader = new SimulatedIdCardReader({ clock: call.clock, thinkMs: REALISTIC_THINKING });
    const laid = CARDS.get(first);
    if (laid) reader.layCard(laid);
    const served = await serveIdCardReader(reader, call.uri, call.clock);
    if (!served.ok) return err({ kind: 'fault', message: `${served.error.kind}: ${served.error.detail}` });
    call.say(`simulated reader on ${served.value.uri}, card: ${first}`);
    const ended = new Promise<void>((resolve) => {
      call.signal.addEventListener('abort', () => resolve(), { once: true });
      call.clock.after(call.timeoutMs, resolve);
    });
    const typed = (async () => {
      for await (const line of call.lines) if (obey(reader, line.trim(), (text) => call.say(text)) === 'quit') return;
      // Input that ended (a service, a test) is no wish to stop.
      await ended;
    })();
    await Promise.race([ended, typed]);
    await served.value.close();
    return ok({ data: { requests: reader.requests.length }, text: `${reader.requests.length} requests answered` });
  },
};

function obey(reader: SimulatedIdCardReader, line: string, say: (line: string) => void): 'quit' | 'go-on' {
  const [word, name = 'zhangSan'] = line.split(/\s+/);
  if (word === 'quit') return 'quit';
  const card = CARDS.get(name);
  if (word === 'lift') reader.liftCard();
  else if (word === 'lay' && card) reader.layCard(card);
  else if (word !== '') say(`not understood: "${line}" (lay [card], lift, quit)`);
  return 'go-on';
}
