import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { dotAt, type Bitmap } from './bitmap.ts';
import type { Command } from './commands.ts';
import { layOutTicket, type LayoutOptions } from './layout.ts';
import { generic58 } from './profiles/generic-58.ts';
import { generic80 } from './profiles/generic-80.ts';
import { masungT500 } from './profiles/masung-d347.ts';
import type { PrinterProfile } from './profile.ts';
import { renderDocument } from './simulator/render.ts';
import type { PrintedTicket } from './simulator/press.ts';
import { TICKET } from './testing/bench.ts';
import type { TicketContent } from './types.ts';

const { ahead: _ahead, estimate: _estimate, ...OFFLINE_BASE } = TICKET;
const OFFLINE: TicketContent = { ...OFFLINE_BASE, marks: ['offline'] };
const WIDTHS = [generic58, generic80];

function paper(content: TicketContent, profile: PrinterProfile, options?: LayoutOptions): PrintedTicket {
  return renderDocument(unwrap(layOutTicket(content, profile, options)), profile.dots);
}

/** Runs of rows that hold ink, as [first row, height]. */
function inkBands(image: Bitmap): readonly (readonly [number, number])[] {
  const out: [number, number][] = [];
  let start = -1;
  for (let y = 0; y <= image.height; y += 1) {
    let ink = false;
    for (let x = 0; x < image.width && !ink; x += 1) ink = dotAt(image, x, y);
    if (ink && start === -1) start = y;
    if (ink || start === -1) continue;
    out.push([start, y - start]);
    start = -1;
  }
  return out;
}

/** What zbar reads from the picture, one line per symbol. */
function scan(png: Uint8Array): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'ticket-'));
  try {
    const file = join(folder, 'ticket.png');
    writeFileSync(file, png);
    return execFileSync('zbarimg', ['--quiet', '--raw', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the default ticket', () => {
  it.each(WIDTHS.flatMap((profile) => ['A008', 'K3005', 'XA1008', 'ZZ-99999'].map((number) => [profile.id, number, profile] as const)))(
    '%s: the number %s is at least 14 mm high and inside the paper',
    (_, number, profile) => {
      const { qr: _qr, ...plain } = TICKET;
      const tallest = Math.max(...inkBands(paper({ ...plain, number }, profile).image).map(([, height]) => height));
      expect(tallest).toBeGreaterThanOrEqual(14 * 8);
      expect(tallest).toBeLessThanOrEqual(19 * 8);
    },
  );

  it.each(WIDTHS)('$id: the number from the printer’s own font is 14 mm high too', (profile) => {
    const { qr: _qr, ...plain } = TICKET;
    expect(Math.max(...inkBands(paper(plain, profile, { pictures: false }).image).map(([, height]) => height))).toBeGreaterThanOrEqual(14 * 8);
  });

  it.each(WIDTHS)('$id: its QR is read back by a real decoder', (profile) => {
    const qr = `https://hall.example.gov.cn/t#${'eyJ0IjoiMDE5NWE1In0.'.repeat(9)}`;
    expect(scan(paper({ ...TICKET, qr }, profile).png)).toEqual([qr]);
  });

  it('draws the QR itself for a printer without the command', () => {
    const printed = paper(TICKET, { ...generic58, qr: 'raster' });
    expect(printed.qrPayloads).toEqual([]);
    expect(scan(printed.png)).toEqual([TICKET.qr]);
  });

  it('uses the private QR where the profile says so', () => {
    expect(scan(paper(TICKET, masungT500).png)).toEqual([TICKET.qr]);
  });

  it('prints a barcode that a real decoder reads', () => {
    const template = { name: '条码', blocks: [{ block: 'number', heightMm: 18 }, { block: 'barcode', data: '{number}', heightMm: 12 }] } as const;
    expect(scan(paper(TICKET, generic80, { template }).png)).toEqual(['A008']);
  });

  it('says 补打 in words and in a frame', () => {
    const printed = paper({ ...TICKET, marks: ['reprint'] }, generic58);
    expect(printed.lines).toContain('补打：与原票同号，不重复排队');
    expect(inkBands(printed.image)[0]![1]).toBeGreaterThanOrEqual(8 * 8);
  });

  it('says 按取号时间排队 and no figure of people ahead on an offline ticket', () => {
    const text = paper(OFFLINE, generic58).lines.join('\n');
    expect(text).toContain('按取号时间排队');
    expect(text).toContain('离线');
    expect(text).not.toMatch(/前面 \d|预计/);
  });

  it('shows no estimate and no figure even if an offline ticket was given them', () => {
    const text = paper({ ...TICKET, marks: ['offline'] }, generic80).lines.join('\n');
    expect(text).not.toMatch(/前面 \d|预计/);
  });

  it('says that the range is for reference only', () => {
    expect(paper(TICKET, generic58).lines).toContain('预计等候 20～30 分钟（仅供参考）');
  });

  it('leaves out what was not given', () => {
    const printed = paper({ hall: '厅', business: '业务', number: 'A001' }, generic58);
    expect(printed.lines).toEqual(['厅', '业务', 'A001']);
  });

  it('never prints white on black', () => {
    const image = paper(TICKET, generic58).image;
    const shares = inkBands(image)
      .filter(([, height]) => height > 8)
      .map(([first, height]) => {
        let black = 0;
        for (let y = first; y < first + height; y += 1) for (let x = 0; x < image.width; x += 1) if (dotAt(image, x, y)) black += 1;
        return black / (height * image.width);
      });
    expect(Math.max(...shares)).toBeLessThan(0.5);
  });
});

describe('characters the printer does not have', () => {
  const drawnLines = (note: string): number => {
    const commands: readonly Command[] = unwrap(layOutTicket({ hall: '厅', business: '业务', number: 'A001', note }, generic58)).commands;
    return commands.filter((command) => command.type === 'raster').length;
  };

  it.each(['\u{20BB7}', '\u4DAE', '\u36C3', 'ñ'])('%s makes its line a picture', (char) => {
    expect(drawnLines(`王${char}`)).toBe(drawnLines('王五') + 1);
  });

  it('a character that no typeface has leaves a boxed code point, not a gap', () => {
    const commands = unwrap(layOutTicket({ hall: '厅', business: '业务', number: 'A001', note: '\u{3FFFD}' }, generic58)).commands;
    const picture = commands.findLast((command) => command.type === 'raster')!;
    const edges = [dotAt(picture.image, 12, 1), dotAt(picture.image, 12, 22), dotAt(picture.image, 1, 12), dotAt(picture.image, 22, 12)];
    expect(edges).toEqual([true, true, true, true]);
  });

  it('the yen sign stays text', () => {
    expect(paper({ ...TICKET, note: '工本费 \u00A580' }, generic58).lines).toContain('工本费 ￥80');
  });

  it('escape bytes in a name never reach the printer', () => {
    const printed = paper({ ...TICKET, note: '甲\u001B@\u001D乙' }, generic58);
    expect(printed.lines).toContain('甲 @ 乙');
  });
});

describe('the pictures in the documentation', () => {
  it.runIf(existsSync(join(import.meta.dirname, '../../docs/pictures')))('exist for both widths', () => {
    for (const name of ['ticket-80mm.png', 'ticket-58mm-offline.png']) expect(existsSync(join(import.meta.dirname, '../../docs/pictures', name))).toBe(true);
  });
});
