import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { err, ok, type Result } from '#kernel/result.ts';
import { surface } from '#contracts/terminal/common.ts';

/** terminal.json: what hall IT writes once per machine. Unknown words are refused, so that a misspelt one is noticed. */
const device = z.strictObject({
  /** Device address, e.g. `serial:/dev/ttyUSB0?baud=115200`; see drivers/README.md. */
  channel: z.string().min(3).max(200),
});

export const terminalConfig = z.strictObject({
  /** Name on staff screens and in the log: 取号机1. */
  name: z.string().min(1).max(40),
  kind: z.enum(['kiosk', 'window', 'display']),
  /** Pages this terminal shows. */
  surfaces: z.array(surface).min(1),
  /** Which window the window page is; staff may choose another on the page. */
  windowId: z.string().min(1).max(64).optional(),
  idCardReader: device.optional(),
  ticketPrinter: device.extend({ profile: z.string().min(1).max(60).default('generic-80') }).optional(),
  /** Port of the pages on 127.0.0.1; 0 takes any free one. */
  port: z.number().int().min(0).max(65535).default(0),
  /** Origins allowed to frame the pages; only the demonstration sets any. */
  framedBy: z.array(z.url()).default([]),
  /** Address that the ticket's QR opens, without fragment. Default: `/t` of the hall server. */
  ticketUrl: z.url().optional(),
  /** Milliseconds the server may take to bind a number before a leased one is used. */
  bindLimitMs: z.number().int().min(0).max(10_000).default(500),
});

export type TerminalConfig = z.infer<typeof terminalConfig>;

/** @returns the configuration, or one sentence that names the file, the field and what is wrong */
export function readTerminalConfig(file: string): Result<TerminalConfig, string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return err(`配置文件 ${file} 读不到：${(error as NodeJS.ErrnoException).code ?? '未知原因'} (cannot read the configuration file)`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return err(`配置文件 ${file} 不是有效的 JSON：${(error as Error).message} (not valid JSON)`);
  }
  const parsed = terminalConfig.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || '最外层';
  return err(`配置文件 ${file} 中「${where}」不对：${issue?.message ?? ''} (wrong field in the configuration file)`);
}
