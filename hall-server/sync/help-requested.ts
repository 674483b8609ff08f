import { APPLIED, appendOperationEvent, effectiveAt, type Applied, type Applying } from './applying.ts';

/** 找工作人员: shown on the staff's screens until somebody answers. */
export function applyHelpRequested(applying: Applying<'help.requested'>): Applied {
  const { work, receipt, operation } = applying;
  const { requestId, screen } = operation.payload;
  appendOperationEvent(applying, `help:${requestId}`, { screen });
  if (work.table('help_request').get(requestId)) return APPLIED;
  work.table('help_request').put({
    id: requestId,
    terminalId: receipt.terminalId,
    terminalName: receipt.terminalName,
    screen,
    atMs: effectiveAt(operation.at, receipt),
    answeredAtMs: null,
    revision: 0,
  });
  return APPLIED;
}
