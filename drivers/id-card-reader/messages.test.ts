import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, toHex } from '#kernel/bytes.ts';
import { createFrameDecoder, type Frame } from './frame.ts';
import { decodeCardBlocks, decodeCommand, decodeReply, decodeSamNumber, encodeCardBlocks, encodeCommand, encodeReply } from './messages.ts';
import { statusOf } from './status.ts';
import { decodeExtraAddress, decodeTextBlock } from './text-block.ts';
import { encodeTextBlock, SAMPLE_CARDS } from './simulator/simulated-card.ts';
import { COMMAND_VECTORS, EXTRA_ADDRESS_VECTOR, FURTHER_STATUS_CODES, SAM_NUMBER_VECTOR, STATUS_VECTORS } from './fixtures/vectors/commands.ts';
import { WORKED_READ_CHK, WORKED_TEXT_HEX, WORKED_TEXT_SHA1, workedReadReply } from './fixtures/vectors/worked-card.ts';

function frameOf(bytes: Uint8Array): Frame {
  const items = createFrameDecoder().push(bytes, 0);
  expect(items).toHaveLength(1);
  expect(items[0]!.kind).toBe('frame');
  return (items[0] as { frame: Frame }).frame;
}

describe('requests as the document prints them', () => {
  it.each(COMMAND_VECTORS)('%s is encoded and understood', (name, hex) => {
    expect(toHex(encodeCommand(name))).toBe(hex);
    expect(decodeCommand(frameOf(fromHex(hex)))).toBe(name);
  });

  it('that no document knows are undefined', () => {
    expect(decodeCommand({ body: fromHex('77 01') })).toBeUndefined();
    expect(decodeCommand({ body: fromHex('20 01 00') })).toBeUndefined();
  });
});

describe('replies as the document prints them', () => {
  it.each(STATUS_VECTORS)('%s with %i bytes of data is understood and encoded', (name, dataBytes, hex) => {
    const reply = decodeReply(frameOf(fromHex(hex)))!;
    expect(reply.status.name).toBe(name);
    expect(reply.data).toEqual(new Uint8Array(dataBytes));
    expect(toHex(encodeReply(name, new Uint8Array(dataBytes)))).toBe(hex);
  });

  it.each(FURTHER_STATUS_CODES)('status %i is %s', (code, name) => {
    expect(statusOf(0, 0, code).name).toBe(name);
  });

  it('with a status that stands in no document keep its bytes', () => {
    expect(statusOf(0, 0, 0x55)).toEqual({ name: 'undocumented', code: '00 00 55' });
    expect(statusOf(1, 0, 0x90)).toEqual({ name: 'undocumented', code: '01 00 90' });
  });

  it("that are the reader's own timeout are no answer", () => {
    expect(decodeReply({ body: fromHex('05 05 05 05') })).toBeUndefined();
    expect(decodeReply({ body: fromHex('00 00') })).toBeUndefined();
  });

  it('with the SAM number give its text', () => {
    const reply = decodeReply(frameOf(fromHex(SAM_NUMBER_VECTOR.frame)))!;
    expect(decodeSamNumber(reply.data)?.text).toBe(SAM_NUMBER_VECTOR.text);
    expect(decodeSamNumber(reply.data.slice(1))).toBeUndefined();
  });

  it('with the extra address give its text', () => {
    const bytes = fromHex(EXTRA_ADDRESS_VECTOR.frame);
    expect(bytes).toHaveLength(81);
    expect(decodeExtraAddress(decodeReply(frameOf(bytes))!.data)).toBe(EXTRA_ADDRESS_VECTOR.text);
  });
});

describe('the worked card', () => {
  it('has the text block whose SHA-1 the document gives', () => {
    const text = fromHex(WORKED_TEXT_HEX);
    expect(text).toHaveLength(256);
    expect(createHash('sha1').update(text).digest('hex')).toBe(WORKED_TEXT_SHA1);
  });

  it('is decoded from its 1295 bytes, whose checksum is 80', () => {
    const bytes = workedReadReply();
    expect(bytes).toHaveLength(1295);
    expect(bytes.at(-1)).toBe(WORKED_READ_CHK);
    const blocks = decodeCardBlocks(decodeReply(frameOf(bytes))!.data)!;
    expect(blocks.photo).toEqual(new Uint8Array(1024));
    expect(decodeTextBlock(blocks.text)).toEqual({
      ok: true,
      value: {
        type: 'resident', name: '张三', englishName: null, sex: '男', sexCode: '1', ethnicity: '汉', ethnicityCode: '01', birthDate: '1949-12-31',
        address: '北京市朝阳区某街道1号', idNumber: '11010519491231002X', issuer: '北京市公安局朝阳分局', validFrom: '2020-01-01', validTo: '长期',
        passNumber: null, issueCount: null, nationality: null, oldNumber: null, layoutVersion: null, notes: [],
      },
    });
  });

  it('is what the simulator sends for it', () => {
    expect(toHex(encodeTextBlock(SAMPLE_CARDS.zhangSan))).toBe(toHex(fromHex(WORKED_TEXT_HEX)));
    const blocks = { text: fromHex(WORKED_TEXT_HEX), photo: new Uint8Array(1024), fingerprint: undefined };
    expect(encodeReply('ok', encodeCardBlocks(blocks))).toEqual(workedReadReply());
  });
});

describe('blocks of a card', () => {
  it.each([[0, 1297], [512, 1809], [1024, 2321]])('with %i bytes of fingerprints make a reply of %i bytes', (bytes, total) => {
    const blocks = { text: fromHex(WORKED_TEXT_HEX), photo: new Uint8Array(1024).fill(0xaa), fingerprint: new Uint8Array(bytes).fill(0x96) };
    const reply = encodeReply('ok', encodeCardBlocks(blocks));
    expect(reply).toHaveLength(total);
    expect(decodeCardBlocks(decodeReply(frameOf(reply))!.data)).toEqual(blocks);
  });

  it('whose lengths do not make up the data are refused', () => {
    expect(decodeCardBlocks(concatBytes(fromHex('01 00 04 00'), new Uint8Array(1279)))).toBeUndefined();
    expect(decodeCardBlocks(new Uint8Array(8))).toBeUndefined();
    expect(decodeCardBlocks(new Uint8Array(0))).toBeUndefined();
  });
});
