import { z } from 'zod';
import { businessDay as businessDaySchema, sequence } from '#contracts/schemas.ts';
import { saveEnrolment } from './enrolment.ts';
import {
  attachFiles, deferUpload, detachFiles, draftFile, dropDraftFiles, filesToCollect, filesWaiting, forgetFile, knownFiles, nextUpload, noteLostFile, noteUploaded,
  requeueForIncarnation, requeueUpload,
} from '../blobs/file-rows.ts';
import type { EngineContext } from './context.ts';
import { readSetting, writeSetting } from './settings.ts';
import { confirmLog, forkLog, takeLogNews } from '../log/new-log.ts';
import { acknowledge, noteParked, operationsAfter, outboxHead, settleParked } from '../log/outbox.ts';
import { appendOperation } from '../log/append.ts';
import { serverNow } from '../numbers/business-day.ts';
import { blockEnds, numbersLeft, saveLease } from '../numbers/offline-number.ts';
import { applyFeed, readReplica, replaceReplica } from '../replica/replica-rows.ts';
import type { BackoffState, TerminalStore } from '../store-api.ts';
import { StoreFailure } from '../store-failure.ts';
import { forgetOld } from '../tickets/forget-old.ts';
import { beginReprint, recordPaper } from '../tickets/paper.ts';
import { draftTickets, findTicket, liveTickets, printingTickets } from '../tickets/ticket-rows.ts';
import { draftTicket, dropDraft, issueBound, issuedToday, issueOffline } from '../tickets/take-ticket.ts';
import { currentBusinessDay } from '../numbers/offline-number.ts';

/** Everything a store can be asked within a transaction. */
export type StoreMethod = Exclude<keyof TerminalStore, 'backup' | 'close'>;

type Handler<Method extends StoreMethod> = {
  /** Whether it may change a row: readers alone need no transaction. */
  readonly writes: boolean;
  run(context: EngineContext, ...args: Parameters<TerminalStore[Method]>): Awaited<ReturnType<TerminalStore[Method]>>;
};

const NO_BACKOFF: BackoffState = { attempt: 0, remainingMs: 0 };
const backoffState = z.strictObject({ attempt: sequence, remainingMs: z.number().min(0) });

/** Within what a Date can hold. */
function isTime(ms: number): boolean {
  return !Number.isNaN(new Date(ms).getTime());
}

function isDay(day: string): boolean {
  return businessDaySchema.safeParse(day).success && !Number.isNaN(Date.parse(day));
}

/** One function per method of TerminalStore; each runs whole inside the transaction of its tick. */
export const HANDLERS: { readonly [Method in StoreMethod]: Handler<Method> } = {
  enrolment: { writes: false, run: (context) => context.memory.enrolment },
  saveEnrolment: { writes: true, run: saveEnrolment },

  draftTicket: { writes: true, run: draftTicket },
  issueBound: { writes: true, run: issueBound },
  issueOffline: { writes: true, run: issueOffline },
  dropDraft: { writes: true, run: dropDraft },
  recordPaper: { writes: true, run: recordPaper },
  beginReprint: { writes: true, run: beginReprint },
  requestHelp: {
    writes: true,
    run(context, screen) {
      const requestId = context.newId();
      appendOperation(context, 'help.requested', `help:${requestId}`, { requestId, screen });
    },
  },
  ticket: { writes: false, run: (context, ticketId) => findTicket(context, ticketId)?.ticket ?? null },
  liveTicketsOf: { writes: false, run: (context, digest) => liveTickets(context, digest, currentBusinessDay(context)) },
  interrupted: { writes: false, run: (context) => ({ drafts: draftTickets(context), printing: printingTickets(context) }) },
  issuedToday: { writes: false, run: issuedToday },

  replica: { writes: false, run: readReplica },
  applyFeed: { writes: true, run: applyFeed },
  replaceReplica: { writes: true, run: replaceReplica },

  saveLease: { writes: true, run: (context, _businessDay, blocks) => saveLease(context, blocks) },
  numbersLeft: { writes: false, run: numbersLeft },
  blockEnds: { writes: false, run: blockEnds },

  outbox: { writes: false, run: (context) => outboxHead(context) },
  operationsAfter: { writes: false, run: operationsAfter },
  acknowledge: { writes: true, run: acknowledge },
  noteParked: { writes: true, run: noteParked },
  settleParked: { writes: true, run: settleParked },
  startNewLog: { writes: true, run: (context, incarnation) => forkLog(context, incarnation ?? null) },
  confirmLog: { writes: true, run: confirmLog },
  takeLogNews: { writes: true, run: takeLogNews },

  noteServer: {
    writes: true,
    run(context, serverMs, businessDay, trust) {
      const { bootId, moment, memory } = context;
      // Every later number counts from it: what is no time is not remembered.
      if (!isTime(serverMs) || (businessDay !== null && !isDay(businessDay))) throw new StoreFailure('malformed', `the server's time: ${serverMs} ${businessDay}`);
      const server = {
        serverMs: Math.round(serverMs),
        businessDay: businessDay ?? memory.server?.businessDay ?? null,
        trust,
        bootId,
        monotonicMs: moment.monotonicMs,
      };
      writeSetting(context, 'server', server);
      context.memory = { ...memory, server };
      if (businessDay !== null && businessDay !== memory.server?.businessDay) forgetOld(context, businessDay);
    },
  },
  serverNow: { writes: false, run: (context) => serverNow(context.memory.server, { bootId: context.bootId, ...context.moment }) },
  stamp: { writes: false, run: (context) => context.stamp() },

  draftFile: { writes: true, run: draftFile },
  dropDraftFiles: { writes: true, run: dropDraftFiles },
  attachFiles: { writes: true, run: attachFiles },
  detachFiles: { writes: true, run: detachFiles },
  nextUpload: { writes: false, run: nextUpload },
  deferUpload: { writes: true, run: deferUpload },
  noteUploaded: { writes: true, run: noteUploaded },
  requeueUpload: { writes: true, run: requeueUpload },
  requeueForIncarnation: { writes: true, run: requeueForIncarnation },
  noteLostFile: { writes: true, run: noteLostFile },
  filesWaiting: { writes: false, run: filesWaiting },
  filesToCollect: { writes: true, run: filesToCollect },
  forgetFile: { writes: true, run: forgetFile },
  knownFiles: { writes: false, run: knownFiles },

  backoff: { writes: false, run: (context) => readSetting<BackoffState>(context, 'backoff') ?? NO_BACKOFF },
  saveBackoff: { writes: true, run: (context, state) => writeSetting(context, 'backoff', backoffState.parse(state)) },
};

export const STORE_METHODS = Object.keys(HANDLERS) as readonly StoreMethod[];
