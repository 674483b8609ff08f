import type { Act } from '../store/hall-writer.ts';

/** Somebody goes there: the request leaves all screens. False when it is unknown or was answered before. */
export function answerHelp(actor: string, requestId: string): Act<boolean> {
  return {
    load: (_work, round) => (round === 0 ? [{ table: 'help_request', keys: [[requestId]] }] : null),
    decide: (work, deciding) => {
      const request = work.table('help_request').get(requestId);
      if (!request || request.answeredAtMs !== null) return false;
      work.table('help_request').put({ ...request, answeredAtMs: deciding.nowMs });
      deciding.audit({ actor, action: 'help.answered', detail: { requestId } });
      return true;
    },
  };
}
