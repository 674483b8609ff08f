import { err, ok, type Result } from '#kernel/result.ts';
import type { CommandAnswer, CommandCall, CommandFault, DeviceCommand, DeviceCommands } from '#drivers/cli/device-command.ts';
import { cardToJson, cardToText } from './card-json.ts';
import { createIdCardReader } from './device.ts';
import { externalPhotoDecoder } from './photo.ts';
import { sentencesOf } from './sentences.ts';
import { simulateCommand } from './simulator/cli.ts';
import type { IdCardReader, ReaderError } from './types.ts';

type Outcome = Promise<Result<CommandAnswer, CommandFault>>;

const read: DeviceCommand = {
  name: 'read',
  summary: 'wait for a card, read it and print it',
  defaultTimeoutSeconds: 30,
  options: [
    { name: 'fingerprint', summary: 'also read the fingerprint templates' },
    { name: 'extra-address', summary: 'also read the newest address added after issue' },
    { name: 'photo', summary: 'also print the photo as stored (WLT, base64)' },
    { name: 'photo-decoder', value: 'program', summary: 'licensed decoder: takes 1024 bytes of WLT on stdin, gives a picture on stdout' },
  ],
  async run(call) {
    const outcome = await invitingReader(call).readCard({
      signal: call.signal,
      timeoutMs: call.timeoutMs,
      fingerprint: call.has('fingerprint'),
      extraAddress: call.has('extra-address'),
    });
    if (!outcome.ok) return fault(outcome.error);
    const shown = { photo: call.has('photo'), fingerprint: call.has('fingerprint'), extraAddress: call.has('extra-address') };
    const program = call.option('photo-decoder');
    const picture = program === undefined ? undefined : await externalPhotoDecoder(program, call.clock)(outcome.value.photo);
    const decoded = picture && (picture.ok ? { photo: Buffer.from(picture.value).toString('base64') } : { photoError: picture.error });
    return ok({ data: { ...cardToJson(outcome.value, shown), ...decoded }, text: cardToText(outcome.value) });
  },
};

const extraAddress: DeviceCommand = {
  name: 'extra-address',
  summary: 'wait for a card and print the newest address added after issue',
  defaultTimeoutSeconds: 30,
  options: [],
  async run(call) {
    const outcome = await invitingReader(call).readCard({ signal: call.signal, timeoutMs: call.timeoutMs, extraAddress: true });
    if (!outcome.ok) return fault(outcome.error);
    const { idNumber, extraAddress: found } = outcome.value;
    return ok({ data: { idNumber, extraAddress: found }, text: found ?? '没有追加住址 / no extra address' });
  },
};

const status: DeviceCommand = {
  name: 'status',
  summary: 'ask the security module for its state',
  defaultTimeoutSeconds: 10,
  options: [],
  async run(call) {
    const outcome = await readerOf(call).status();
    if (!outcome.ok) return fault(outcome.error);
    const answered = outcome.value;
    const sentence = answered.kind === 'ok' ? '阅读器正常' : answered.kind === 'other' ? `未知状态 ${answered.status}` : sentencesOf(answered).staff;
    return ok({ data: { state: answered.kind === 'ok' ? 'ready' : 'faulty', ...answered, sentence }, text: sentence });
  },
};

const samNumber: DeviceCommand = {
  name: 'sam-number',
  summary: 'print the number of the security module',
  defaultTimeoutSeconds: 10,
  options: [],
  async run(call) {
    const outcome = await readerOf(call).samNumber();
    return outcome.ok ? ok({ data: { samNumber: outcome.value.text, raw: outcome.value.raw }, text: outcome.value.text }) : fault(outcome.error);
  },
};

const reset: DeviceCommand = {
  name: 'reset',
  summary: 'reset the security module',
  defaultTimeoutSeconds: 10,
  options: [],
  async run(call) {
    const outcome = await readerOf(call).reset();
    return outcome.ok ? ok({ data: { reset: true }, text: '已复位 / reset' }) : fault(outcome.error);
  },
};

export const idCardReaderCommands: DeviceCommands = {
  device: 'id-card-reader',
  title: '居民身份证阅读器 (SAM_V / SDT, GA 450)',
  commands: [read, extraAddress, status, samNumber, reset, simulateCommand],
};

function readerOf(call: CommandCall): IdCardReader {
  return createIdCardReader({ open: call.open, clock: call.clock });
}

/** Asks for a card once the reader answers; a reader that cannot be used leaves one line only, the fault. */
function invitingReader(call: CommandCall): IdCardReader {
  const reader = readerOf(call);
  const unsubscribe = reader.onState((state) => {
    if (state.kind !== 'ready') return;
    unsubscribe();
    call.hint('请把身份证放在感应区 / lay a card on the reader');
  });
  reader.onEvent((event) => {
    if (event.kind === 'card-failed') call.hint(sentencesOf(event.error).staff);
    else unsubscribe();
  });
  return reader;
}

async function fault(error: ReaderError): Outcome {
  const kind = error.kind === 'unavailable' ? error.reason : error.kind;
  return err({ kind: 'fault', message: `${kind}: ${sentencesOf(error).staff}` });
}
