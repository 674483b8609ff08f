import { readFile, writeFile } from 'node:fs/promises';
import { TIMED_OUT, withTimeout } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { CommandAnswer, CommandCall, CommandFault, CommandOption, DeviceCommand, DeviceCommands } from '#drivers/cli/device-command.ts';
import { parseTicketContent } from './content.ts';
import { createTicketPrinter, type TicketPrinter } from './device.ts';
import { layOutTicket } from './layout.ts';
import type { PrinterProfile } from './profile.ts';
import { profileById, PROFILES } from './profiles/index.ts';
import { outcomeSentences, stateSentences } from './sentences.ts';
import { simulateCommand } from './simulator/cli.ts';
import { parseTemplate, type TicketTemplate } from './template.ts';
import type { PrintOutcome, TicketContent } from './types.ts';

type Outcome = Promise<Result<CommandAnswer, CommandFault>>;

/** Exit codes beyond the shell's 0 (printed), 1 (failed for certain) and 2 (usage). */
export const PRINT_EXIT = { printed: 0, failed: 1, unconfirmed: 3, unknown: 4 } as const;

const PROFILE_OPTION: CommandOption = {
  name: 'profile',
  value: 'id',
  summary: `printer model, default generic-80: ${PROFILES.map((profile) => profile.id).join(', ')}`,
};
const TEMPLATE_OPTION: CommandOption = { name: 'template', value: 'file', summary: 'ticket template (JSON) instead of the default' };
const TICKET_OPTION: CommandOption = { name: 'ticket', value: 'file', summary: 'ticket content (JSON): hall, business, number; the rest optional', required: true };

const print: DeviceCommand = {
  name: 'print',
  summary: 'print one ticket; exit code 0 printed, 1 failed (nothing came out), 3 sent but unconfirmed (the printer never answers), 4 unknown',
  defaultTimeoutSeconds: 60,
  options: [TICKET_OPTION, PROFILE_OPTION, TEMPLATE_OPTION],
  async run(call) {
    const given = await ticketOf(call);
    return given.ok ? printOnce(call, given.value.profile, given.value.content, given.value.template) : given;
  },
};

const testPrint: DeviceCommand = {
  name: 'test-print',
  summary: 'print a test ticket with Chinese, a rare character, a long number and a QR code; exit codes as for print',
  defaultTimeoutSeconds: 60,
  options: [PROFILE_OPTION, TEMPLATE_OPTION],
  async run(call) {
    const profile = profileOf(call);
    if (!profile.ok) return profile;
    const template = await templateOf(call);
    return template.ok ? printOnce(call, profile.value, testTicket(profile.value, call.clock.now()), template.value) : template;
  },
};

const status: DeviceCommand = {
  name: 'status',
  summary: 'ask the printer how it is; exit code 0 it answered (or is write-only), 1 no answer or no connection',
  defaultTimeoutSeconds: 10,
  options: [PROFILE_OPTION],
  async run(call) {
    const profile = profileOf(call);
    if (!profile.ok) return profile;
    return withPrinter(call, profile.value, undefined, (printer) => {
      const { state, printerState } = printer;
      const { staff } = stateSentences(printerState);
      const reached = state.kind !== 'unavailable';
      if (!reached && !call.json) return Promise.resolve(fault(staff));
      if (!reached) call.say(staff);
      const { kind, ...detail } = printerState;
      const data = { state: kind, device: state.kind, ...detail, profile: profile.value.id, confirms: profile.value.confirms, sentence: staff };
      return Promise.resolve(ok({ data, text: staff, exitCode: reached ? 0 : 1 }));
    });
  },
};

const render: DeviceCommand = {
  name: 'render',
  summary: 'draw the ticket as it would come out, without a printer',
  defaultTimeoutSeconds: 30,
  channel: 'none',
  options: [TICKET_OPTION, { name: 'out', value: 'file.png', summary: 'picture to write, 8 pixels per millimetre', required: true }, PROFILE_OPTION, TEMPLATE_OPTION],
  async run(call) {
    const given = await ticketOf(call);
    if (!given.ok) return given;
    const { profile, content, template } = given.value;
    const document = layOutTicket(content, profile, template ? { template } : {});
    if (!document.ok) return usage(document.error);
    const { renderDocument } = await import('./simulator/render.ts');
    const ticket = renderDocument(document.value, profile.dots);
    const out = call.option('out')!;
    try {
      await writeFile(out, ticket.png);
    } catch (error) {
      return fault(`写不了文件 ${out}：${messageOf(error)}`);
    }
    return ok({ data: { out, profile: profile.id, heightMm: ticket.heightMm, lines: ticket.lines }, text: `${out}（长 ${Math.round(ticket.heightMm)} mm）` });
  },
};

export const ticketPrinterCommands: DeviceCommands = {
  device: 'ticket-printer',
  title: '号票打印机（ESC/POS）',
  commands: [print, status, testPrint, render, simulateCommand],
};

async function printOnce(call: CommandCall, profile: PrinterProfile, content: TicketContent, template: TicketTemplate | undefined): Outcome {
  return withPrinter(call, profile, template, async (printer) => {
    const printed = await withTimeout(call.clock, call.timeoutMs, printer.print(content));
    const outcome: PrintOutcome = printed === TIMED_OUT ? { kind: 'unknown', reason: 'silent-after-data', remainder: 'may-print-later' } : printed;
    const { staff } = outcomeSentences(outcome);
    if (outcome.kind === 'failed' && !call.json) return fault(staff);
    if (outcome.kind !== 'printed' && call.json) call.say(staff);
    const { kind, ...detail } = outcome;
    return ok({
      data: { outcome: kind, number: content.number, ...detail, state: printer.printerState.kind, profile: profile.id, sentence: staff },
      text: staff,
      exitCode: PRINT_EXIT[kind],
    });
  });
}

async function withPrinter(call: CommandCall, profile: PrinterProfile, template: TicketTemplate | undefined, use: (printer: TicketPrinter) => Outcome): Outcome {
  const printer = createTicketPrinter({ open: call.open, clock: call.clock, profile, ...(template ? { template } : {}) });
  printer.start();
  try {
    await withTimeout(call.clock, call.timeoutMs, printer.settled());
    return await use(printer);
  } finally {
    // A printer that hangs must not hold the shell.
    await withTimeout(call.clock, 2_000, printer.stop());
  }
}

interface GivenTicket {
  readonly profile: PrinterProfile;
  readonly content: TicketContent;
  readonly template: TicketTemplate | undefined;
}

async function ticketOf(call: CommandCall): Promise<Result<GivenTicket, CommandFault>> {
  const profile = profileOf(call);
  if (!profile.ok) return profile;
  const template = await templateOf(call);
  if (!template.ok) return template;
  const file = call.option('ticket')!;
  const json = await jsonOf(file);
  if (!json.ok) return json;
  const content = parseTicketContent(json.value);
  if (!content.ok) return usage(`${file}：${content.error}`);
  return ok({ profile: profile.value, template: template.value, content: { issuedAt: localMinute(call.clock.now()), ...content.value } });
}

function profileOf(call: CommandCall): Result<PrinterProfile, CommandFault> {
  const found = profileById(call.option('profile') ?? 'generic-80');
  return found.ok ? found : usage(`--profile：${found.error}`);
}

async function templateOf(call: CommandCall): Promise<Result<TicketTemplate | undefined, CommandFault>> {
  const file = call.option('template');
  if (file === undefined) return ok(undefined);
  const json = await jsonOf(file);
  if (!json.ok) return json;
  const template = parseTemplate(json.value);
  return template.ok ? template : usage(`${file}：${template.error}`);
}

async function jsonOf(file: string): Promise<Result<unknown, CommandFault>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return usage(`读不到文件 ${file}：${messageOf(error)}`);
  }
  try {
    return ok(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    return usage(`${file} 不是有效的 JSON：${messageOf(error)}`);
  }
}

function testTicket(profile: PrinterProfile, now: number): TicketContent {
  return {
    hall: '号票打印机测试',
    business: profile.id.toUpperCase(),
    number: 'TEST08',
    place: '测试页，不能办事',
    issuedAt: localMinute(now),
    qr: 'https://example.invalid/ticket-printer/test',
    qrCaption: '扫出网址即为正常',
    note: `汉字：永东国酬爱郁灵鹰袋。生僻字：𠮷䶮㛃。金额：¥80.00。纸宽 ${profile.paper} mm，可印 ${profile.dots} 点。`,
  };
}

/** `2026-03-02 10:20` on this machine's clock: bench use only, halls give the time with the ticket. */
function localMinute(now: number): string {
  const date = new Date(now);
  const two = (value: number): string => value.toString().padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

function usage(message: string): Result<never, CommandFault> {
  return err({ kind: 'usage', message });
}

function fault(message: string): Result<never, CommandFault> {
  return err({ kind: 'fault', message });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
