import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { equalBytes, fromHex } from '#kernel/bytes.ts';
import { realClock } from '#kernel/real-clock.ts';
import { unwrap } from '#kernel/result.ts';
import type { ByteChannel, ChannelEnd } from '#drivers/ports/byte-channel.ts';
import { openByteChannel } from '#drivers/ports/open-channel.ts';
import { type DeviceCable, hasPseudoTerminals, PtyCable, TcpCable } from './device-cable.ts';
import { PortsFile } from './ports-file.ts';

const folder = mkdtempSync(`${tmpdir()}/device-cable-`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cables: Readonly<Record<string, () => DeviceCable>> = {
  'pseudo-terminals': () => new PtyCable(folder, 'device', realClock),
  TCP: () => new TcpCable(() => new PortsFile(`${folder}/ports.json`).portFor('device'), realClock),
};

const echo = (end: ByteChannel): void => end.onData((chunk) => void end.write(chunk));

async function answers(cable: DeviceCable): Promise<{ readonly echoed: boolean; readonly channel: ByteChannel }> {
  const channel = unwrap(await openByteChannel(cable.channel, { clock: realClock }));
  const sent = fromHex('AA AA AA 96 69');
  const heard: number[] = [];
  await new Promise<void>((resolve) => {
    channel.onData((chunk) => {
      heard.push(...chunk);
      if (heard.length >= sent.length) resolve();
    });
    void channel.write(sent);
  });
  return { echoed: equalBytes(Uint8Array.from(heard), sent), channel };
}

describe.each(Object.keys(cables).filter((name) => name === 'TCP' || hasPseudoTerminals()))('a device cable of %s', (name) => {
  it('carries bytes both ways, is lost when pulled, and is found again under the same address', async () => {
    const cable = cables[name]!();
    await cable.plug(echo);
    const first = await answers(cable);
    expect(first.echoed).toBe(true);
    const ended = new Promise<ChannelEnd>((resolve) => first.channel.onEnd(resolve));
    await cable.unplug();
    expect((await ended).kind).toBe('lost');
    expect(cable.plugged).toBe(false);
    expect((await openByteChannel(cable.channel, { clock: realClock })).ok).toBe(false);
    await cable.plug(echo);
    const second = await answers(cable);
    expect(second.echoed).toBe(true);
    await second.channel.close();
    await cable.unplug();
  });
});
