import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import {
  businessDay,
  clockStamp,
  count,
  hash,
  id,
  numberBlock,
  onBehalf,
  personReference,
  purpose,
  sequence,
  ticketNumber,
  uuid,
  waitEstimate,
} from '../schemas.ts';
import { recoveryCopy, recoveryPublicKey } from './recovery-copy.ts';
import { feedCursor, feedEntry, feedHint, publicTicket } from '../sync/feed.ts';
import { storedOperation } from '../sync/operation.ts';

/** What terminals ask of the hall server. Commands carry an idempotency key and may be refused with the present state. */

/** Where the caller's clock stands now, to age its stamps by; sent with everything that carries facts. */
export const senderClock = z.strictObject({ bootId: id, monotonicMs: z.number().min(0), wallMs: z.number().int() });
export type SenderClock = z.infer<typeof senderClock>;

const parkedFact = z.strictObject({ opId: z.string(), seq: sequence, reason: z.string() });
/** A handshake names no more parked facts than this: with more, staff look at the manager's page anyway. */
export const MOST_PARKED_TOLD = 200;

const enrol = oc
  .route({ method: 'POST', path: '/terminals/enrol', summary: '以一次性登记码登记终端' })
  .input(
    z.strictObject({
      code: z.string().min(8).max(80),
      terminalName: z.string().min(1).max(40),
      kind: z.enum(['kiosk', 'window', 'display']),
      keyId: id,
      publicKey: z.string().max(200),
    }),
  )
  .output(
    z.strictObject({
      terminalId: id,
      hallId: id,
      /** Bearer token of this terminal; shown once, stored hashed at the server. */
      token: z.string().min(32).max(128),
      /** Key of the hall for person digests, base64 of 32 bytes. */
      digestKey: z.string().max(64),
      /** The kiosk's own series for numbers given without the server; null for windows and displays. */
      ownSeries: z.string().regex(/^[A-Z]{1,3}$/).nullable(),
      incarnation: uuid,
      serverMs: z.number(),
    }),
  )
  .errors({
    CODE_UNKNOWN: { status: 404, message: '登记码不存在' },
    CODE_EXPIRED: { status: 410, message: '登记码已过期' },
    CODE_USED: { status: 409, message: '登记码已使用过' },
  });

const recoveryKey = oc
  .route({ method: 'GET', path: '/terminals/recovery-key', summary: '大厅恢复公钥，及本终端是否已存恢复副本' })
  .output(
    z.strictObject({
      /** Null: this server keeps no recovery copies. */
      key: recoveryPublicKey.nullable(),
      /** Recovery key that the copy kept for this terminal is sealed to; null when none is kept. */
      kept: recoveryPublicKey.shape.keyId.nullable(),
    }),
  );

const depositKey = oc
  .route({ method: 'POST', path: '/terminals/deposit-key', summary: '存放本机数据密钥的恢复副本（封给大厅恢复公钥）' })
  .input(z.strictObject({ copy: recoveryCopy }))
  .output(z.strictObject({ kept: recoveryPublicKey.shape.keyId }))
  .errors({
    /** Sealed to another key than the hall's present one: nobody could open it. */
    OTHER_KEY: { status: 409, message: '恢复副本不是封给本大厅的' },
  });

const handshake = oc
  .route({ method: 'POST', path: '/sync/handshake', summary: '握手：版本、游标、时间' })
  .input(
    z.strictObject({
      logId: uuid,
      /** Newest version of each operation kind that this terminal can write. */
      versions: z.record(z.string(), z.number().int().min(1)),
      clock: senderClock,
      /** Digest of what a copy of the disk does not carry; another one than last time means that a cloned disk speaks. */
      machine: hash.optional(),
      /** First sequence number the terminal still holds, head + 1 when none: a cursor that ends before it leaves a gap. */
      heldFrom: sequence.min(1).optional(),
      /** Where the terminal stands in the feed; ahead of the server's own head it proves that the server's database was set back. */
      seen: feedCursor.optional(),
      /** Newest sequence number the server ever acknowledged in this log; ahead of its cursor it proves the same. */
      applied: sequence.optional(),
      /** Newest sequence number of the log: how much is still to come, for staff and for a restored server that waits for it. */
      head: sequence.optional(),
    }),
  )
  .output(
    z.strictObject({
      incarnation: uuid,
      serverMs: z.number(),
      /** Others are in the line before this terminal: it sends its own facts no sooner than this. */
      sendAfterMs: z.number().min(0).optional(),
      /** The server takes in long queues: send your own, then read the feed no sooner than this. Questions for people are answered all the time. */
      catchUpAfterMs: z.number().min(0).optional(),
      businessDay,
      /** Newest version of each kind that the server can apply; terminals write no higher. */
      versions: z.record(z.string(), z.number().int().min(1)),
      /** Where the server stands in this log; null when it has never seen it. */
      cursor: z.strictObject({ seq: sequence, headHash: hash, safeSeq: sequence }).nullable(),
      /** All facts of this terminal that are parked now, whatever log they came in; left out when there are more than `MOST_PARKED_TOLD`. */
      parked: z.array(parkedFact).optional(),
    }),
  );

const push = oc
  .route({ method: 'POST', path: '/sync/push', summary: '上传操作（事实）' })
  .input(
    z.strictObject({
      logId: uuid,
      clock: senderClock,
      /** Newest sequence number of the log now, as in the handshake. */
      head: sequence.optional(),
      /** The sender understands `LATER`. */
      mayWait: z.literal(true).optional(),
      operations: z.array(storedOperation).min(1).max(2000),
    }),
  )
  .output(
    z.strictObject({
      /** All operations up to here are applied or parked, with the cursor in the same transaction. */
      applied: sequence,
      /** All operations up to here also lie off the machine; terminals prune only up to here. */
      safe: sequence,
      headHash: hash,
      parked: z.array(parkedFact),
      serverMs: z.number(),
    }),
  )
  .errors({
    /** The chain does not fit the cursor: nothing was applied. The terminal continues in a new log. */
    FORKED: { status: 409, message: '日志分叉', data: z.strictObject({ seq: sequence, headHash: hash }) },
    /** The batch does not start right after the cursor; the terminal continues from `seq`. */
    GAP: { status: 416, message: '序号不连续', data: z.strictObject({ seq: sequence, headHash: hash }) },
    /** Too many others send just now: nothing was applied, and nothing is wrong. Send again after so long, keeping the place in the line. */
    LATER: { status: 503, message: '正在接收其他终端的数据，请稍后再传', data: z.strictObject({ afterMs: z.number().min(0) }) },
  });

const pull = oc
  .route({ method: 'POST', path: '/sync/feed', summary: '读取变更流' })
  .input(z.strictObject({ after: feedCursor, limit: z.number().int().min(1).max(1000) }))
  .output(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('entries'), incarnation: uuid, entries: z.array(feedEntry), head: sequence, serverMs: z.number() }),
      /** The cursor is of another incarnation or too old: read the snapshot. */
      z.strictObject({ kind: z.literal('snapshot-needed'), incarnation: uuid, head: sequence }),
    ]),
  );

const snapshot = oc
  .route({ method: 'POST', path: '/sync/snapshot', summary: '分页读取全量快照' })
  .input(
    z.strictObject({
      /** The revision the first page started at, kept over all pages; null for the first. */
      startedAt: sequence.nullable(),
      page: z.string().max(200).nullable(),
      limit: z.number().int().min(1).max(1000),
    }),
  )
  .output(
    z.strictObject({
      incarnation: uuid,
      startedAt: sequence,
      entries: z.array(feedEntry),
      /** Where the next page starts; null after the last. */
      next: z.string().nullable(),
    }),
  );

const watch = oc
  .route({ method: 'GET', path: '/sync/watch', summary: '变更提示' })
  .output(eventIterator(feedHint));

const lease = oc
  .route({ method: 'POST', path: '/numbers/lease', summary: '预租号段' })
  .input(
    z.strictObject({
      /** Numbers still unused per business day. */
      left: z.record(z.string(), z.number().int().min(0)),
      /** Last number of each block this terminal ever held, per business day: a restored server may have forgotten that it lent it. */
      lent: z.record(z.string(), z.array(z.number().int().min(1).max(9999)).max(500)).optional(),
    }),
  )
  .output(z.strictObject({ businessDay, blocks: z.array(numberBlock), serverMs: z.number() }));

const bindNumber = oc
  .route({ method: 'POST', path: '/tickets/bind', summary: '为号票绑定号码（同一号票只绑定一次）' })
  .input(
    z.strictObject({
      ticketId: uuid,
      visitId: uuid,
      businessId: id,
      person: personReference.nullable(),
      purpose,
      cases: count,
      party: count,
      onBehalf,
      takenAt: clockStamp,
      clock: senderClock,
    }),
  )
  .output(
    z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('bound'),
        number: ticketNumber,
        ahead: z.number().int().min(0),
        estimate: waitEstimate.nullable(),
        serverMs: z.number(),
      }),
      /** The person already has a live ticket of this business; it is shown and reprinted, not doubled. */
      z.strictObject({ kind: z.literal('existing'), ticket: publicTicket, ahead: z.number().int().min(0), serverMs: z.number() }),
      /** No tickets of this business now. */
      z.strictObject({ kind: z.literal('refused'), reason: z.enum(['unknown-business', 'closed', 'stopped']), serverMs: z.number() }),
    ]),
  )
  .errors({
    /** The server was restored and waits for what the terminals gave out meanwhile: as good as no answer. */
    RECOVERING: { status: 503, message: '大厅服务器正在恢复，暂不统一编号，请用本机号段' },
  });

/** The state a window command met, for the clerk's screen to follow. */
const windowState = z.strictObject({ windowId: id, current: publicTicket.nullable(), waiting: z.number().int().min(0) });

const commandErrors = {
  WRONG_STATE: { status: 409, message: '当前状态不能执行', data: windowState },
  UNKNOWN_WINDOW: { status: 404, message: '没有这个窗口' },
} as const;

const windowCommand = z.strictObject({
  windowId: id,
  /** Repeating a command with the same key gives the same answer and acts once. */
  key: uuid,
});

/** Compare and set: done only while the ticket at the window is still the one the clerk saw when they pressed. */
const callCommand = windowCommand.extend({ seenTicketId: uuid.nullable() });

const callNext = oc
  .route({ method: 'POST', path: '/windows/next', summary: '下一位：结束当前并呼叫' })
  .input(callCommand)
  .output(windowState)
  .errors(commandErrors);

const recall = oc
  .route({ method: 'POST', path: '/windows/recall', summary: '重呼' })
  .input(callCommand)
  .output(windowState)
  .errors(commandErrors);

const finish = oc
  .route({ method: 'POST', path: '/windows/finish', summary: '完成' })
  .input(callCommand)
  .output(windowState)
  .errors(commandErrors);

const miss = oc
  .route({ method: 'POST', path: '/windows/miss', summary: '过号' })
  .input(callCommand)
  .output(windowState)
  .errors(commandErrors);

const setWindowState = oc
  .route({ method: 'POST', path: '/windows/state', summary: '开窗、暂停、关窗' })
  .input(windowCommand.extend({ state: z.enum(['closed', 'open', 'paused']) }))
  .output(windowState)
  .errors(commandErrors);

const answerHelp = oc
  .route({ method: 'POST', path: '/help/answer', summary: '应答求助' })
  .input(z.strictObject({ id: uuid }))
  .output(z.strictObject({ answered: z.boolean() }));

const figures = oc
  .route({ method: 'GET', path: '/reports/today', summary: '今日号票核对：发出 = 各状态之和' })
  .output(
    z.strictObject({
      businessDay,
      issued: z.number().int(),
      byState: z.record(z.string(), z.number().int()),
      /** Tickets per terminal, to compare with what each says it issued. */
      byTerminal: z.record(z.string(), z.number().int()),
      conflicts: z.number().int(),
      parked: z.number().int(),
    }),
  );

/** No procedure may be called `bind`, `call` or `apply`: a client is made of functions, and their own would answer. */
export const hallContract = {
  terminals: { enrol, recoveryKey, depositKey },
  sync: { handshake, push, pull, snapshot, watch },
  numbers: { lease },
  // Not `bind`: oRPC clients are functions, and that name would reach the function's own.
  tickets: { bindNumber },
  windows: { next: callNext, recall, finish, miss, setState: setWindowState },
  help: { answer: answerHelp },
  reports: { today: figures },
};
