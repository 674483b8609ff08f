import { concatBytes } from '#kernel/bytes.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { encodeCommand, type Command } from './commands.ts';
import { MAX_CHUNK_BYTES } from './manual.ts';

/** Something ready to be printed. */
export interface PrintDocument {
  readonly commands: readonly Command[];
  /**
   * Index of the first command that makes the paper readable as a ticket (the number). What is sent before it may be
   * lost without harm: paper without a number is no ticket.
   */
  readonly essentialFrom: number;
  /** Length on paper in dots, for the time that printing takes. */
  readonly heightDots: number;
}

export interface Chunk {
  readonly bytes: Uint8Array;
  /** From here on a person might hold a readable ticket. */
  readonly essential: boolean;
}

/** Bytes in pieces that end between commands, so that a status question never lands inside a command's data. */
export function chunksOf({ commands, essentialFrom }: PrintDocument): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let parts: Uint8Array[] = [];
  let size = 0;
  let essential = false;
  const flush = (): void => {
    if (size > 0) chunks.push({ bytes: concatBytes(...parts), essential });
    parts = [];
    size = 0;
  };
  for (const [i, command] of commands.entries()) {
    const bytes = encodeCommand(command);
    if (i === essentialFrom || (size > 0 && size + bytes.length > MAX_CHUNK_BYTES)) flush();
    if (i >= essentialFrom) essential = true;
    parts.push(bytes);
    size += bytes.length;
  }
  flush();
  return chunks;
}

export interface ReadyTicket {
  readonly chunks: readonly Chunk[];
  readonly heightDots: number;
}

/** Bytes of a document; a document made elsewhere may hold values that its commands cannot carry. */
export function prepareDocument(document: PrintDocument): Result<ReadyTicket, string> {
  try {
    return ok({ chunks: chunksOf(document), heightDots: document.heightDots });
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
