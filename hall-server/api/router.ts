import { implement, ORPCError } from '@orpc/server';
import { decodeEnrolmentCode } from '#contracts/hall/enrolment-code.ts';
import { hallContract } from '#contracts/hall/hall-contract.ts';
import type { RecoveryPublicKey } from '#contracts/hall/recovery-copy.ts';
import type { HallServices } from '../hall-services.ts';
import type { TerminalKind } from '../store/values.ts';
import { readFeed, readSnapshot } from '../sync/read-feed.ts';
import { scopesOf } from '../sync/viewer.ts';
import { secretHash } from '../terminals/enrolment.ts';
import type { WindowAnswer, WindowCommand, WindowSituation } from '../windows/window-commands.ts';
import { terminalOf, type CallContext } from './terminal-access.ts';

const KIOSK = ['kiosk'] as const;
const WINDOW = ['window'] as const;

/** The contract carried out by the services; who may call what stands here and nowhere else. */
export function hallRouter(services: HallServices, digestKey: string, recoveryKey: RecoveryPublicKey | null = null) {
  const { context, hub } = services;
  const { store, clock } = context.writer;
  const serverMs = (): number => Math.floor(clock.now());
  const os = implement(hallContract).$context<CallContext>();
  const caller = async (call: CallContext, allowed?: readonly TerminalKind[]) => {
    const terminal = await terminalOf(store, call, allowed);
    services.contacts.touch(terminal.id);
    return terminal;
  };
  type WindowErrors = {
    readonly WRONG_STATE: (options: { readonly data: WindowSituation }) => Error;
    readonly UNKNOWN_WINDOW: () => Error;
  };
  const runWindow = async (call: CallContext, input: { readonly windowId: string; readonly key: string }, errors: WindowErrors, command: WindowCommand) => {
    const { id } = await caller(call, WINDOW);
    return situation(await services.window(id, { windowId: input.windowId, key: input.key, command }), errors);
  };
  const call = (kind: Exclude<WindowCommand['kind'], 'state'>, { seenTicketId }: { readonly seenTicketId: string | null }): WindowCommand => ({ kind, seenTicketId });

  return os.router({
    terminals: {
      enrol: os.terminals.enrol.handler(async ({ input, errors }) => {
        const { code, terminalName, kind, keyId, publicKey } = input;
        const { answer, token } = await services.enrol({ codeHash: secretHash(secretOf(code)), terminalName, kind, keyId, publicKey });
        switch (answer.kind) {
          case 'unknown':
            throw errors.CODE_UNKNOWN();
          case 'expired':
            throw errors.CODE_EXPIRED();
          case 'used':
            throw errors.CODE_USED();
          case 'wrong-kind':
            throw new ORPCError('BAD_REQUEST', { message: `登记码用于另一类终端（${answer.wanted}）· this code is for a ${answer.wanted}` });
          case 'enrolled': {
            const { terminal, hallId, incarnation } = answer;
            return { terminalId: terminal.id, hallId, token, digestKey, ownSeries: terminal.ownSeries, incarnation, serverMs: answer.serverMs };
          }
        }
      }),
      recoveryKey: os.terminals.recoveryKey.handler(async ({ context: call }) => {
        const { id } = await caller(call);
        return { key: recoveryKey, kept: await services.keptRecoveryKey(id) };
      }),
      depositKey: os.terminals.depositKey.handler(async ({ input, context: call, errors }) => {
        const { id } = await caller(call);
        if (input.copy.keyId !== recoveryKey?.keyId) throw errors.OTHER_KEY();
        await services.depositKey(id, input.copy);
        return { kept: input.copy.keyId };
      }),
    },
    sync: {
      handshake: os.sync.handshake.handler(async ({ input, context: call }) => {
        const { id } = await caller(call);
        const answer = await services.handshake(id, input.logId, input);
        services.contacts.shookHands(id, input, answer.cursor?.seq ?? 0);
        return answer;
      }),
      push: os.sync.push.handler(async ({ input, context: call, errors }) => {
        const terminal = await caller(call);
        const answer = input.mayWait
          ? await services.push(terminal, input.logId, input.clock, input.operations, true)
          : await services.push(terminal, input.logId, input.clock, input.operations);
        if (answer.kind === 'later') throw errors.LATER({ data: { afterMs: answer.afterMs } });
        if (answer.kind === 'taken') {
          services.contacts.pushed(terminal.id, input, answer.applied);
          const { applied, safe, headHash, parked } = answer;
          return { applied, safe, headHash, parked: [...parked], serverMs: answer.serverMs };
        }
        const data = { seq: answer.seq, headHash: answer.headHash };
        throw answer.kind === 'gap' ? errors.GAP({ data }) : errors.FORKED({ data });
      }),
      pull: os.sync.pull.handler(async ({ input, context: call }) => {
        const answer = await readFeed(store, scopesOf(await caller(call)), input.after, input.limit);
        return answer.kind === 'entries' ? { ...answer, serverMs: serverMs() } : answer;
      }),
      snapshot: os.sync.snapshot.handler(async ({ input, context: call }) => {
        const page = await readSnapshot(store, scopesOf(await caller(call)), input);
        if (!page) throw new ORPCError('BAD_REQUEST', { message: '快照页码不对，请从第一页重新读取 · unknown snapshot page, start again' });
        return page;
      }),
      watch: os.sync.watch.handler(async ({ context: call, signal }) => hub.watch(scopesOf(await caller(call)), signal)),
    },
    numbers: {
      lease: os.numbers.lease.handler(async ({ input, context: call }) => {
        const { businessDay, blocks, serverMs: at } = await services.lease((await caller(call, KIOSK)).id, input.left, input.lent);
        return { businessDay, blocks: [...blocks], serverMs: at };
      }),
    },
    tickets: {
      bindNumber: os.tickets.bindNumber.handler(async ({ input, context: call, errors }) => {
        const answer = await services.bind((await caller(call, KIOSK)).id, input);
        if (answer.kind === 'recovering') throw errors.RECOVERING();
        if (answer.kind === 'foreign-ticket') throw new ORPCError('FORBIDDEN', { message: '该号票属于另一台终端 · the ticket is another terminal’s' });
        return answer;
      }),
    },
    windows: {
      next: os.windows.next.handler(({ input, context, errors }) => runWindow(context, input, errors, call('next', input))),
      recall: os.windows.recall.handler(({ input, context, errors }) => runWindow(context, input, errors, call('recall', input))),
      finish: os.windows.finish.handler(({ input, context, errors }) => runWindow(context, input, errors, call('finish', input))),
      miss: os.windows.miss.handler(({ input, context, errors }) => runWindow(context, input, errors, call('miss', input))),
      setState: os.windows.setState.handler(({ input, context: call, errors }) => runWindow(call, input, errors, { kind: 'state', state: input.state })),
    },
    help: {
      answer: os.help.answer.handler(async ({ input, context: call }) => ({ answered: await services.answerHelp((await caller(call, WINDOW)).id, input.id) })),
    },
    reports: {
      today: os.reports.today.handler(async ({ context: call }) => {
        await caller(call);
        const { businessDay } = (await store.load([])).head;
        const { byState, byTerminal, conflicts, parked } = await store.totals(businessDay);
        const issued = Object.values(byState).reduce((sum, count) => sum + count, 0);
        return { businessDay, issued, byState: { ...byState }, byTerminal: { ...byTerminal }, conflicts, parked };
      }),
    },
  });
}

function situation(answer: WindowAnswer, errors: { readonly WRONG_STATE: (options: { readonly data: WindowSituation }) => Error; readonly UNKNOWN_WINDOW: () => Error }): WindowSituation {
  switch (answer.kind) {
    case 'done':
      return answer.situation;
    case 'wrong-state':
      throw errors.WRONG_STATE({ data: answer.situation });
    case 'unknown-window':
      throw errors.UNKNOWN_WINDOW();
    case 'key-reused':
      throw new ORPCError('BAD_REQUEST', { message: '这个命令键已用于另一条命令 · the key was used for another command' });
  }
}

/** Terminals send the secret; a whole code typed by hand is understood too. */
function secretOf(code: string): string {
  const whole = decodeEnrolmentCode(code);
  return whole.ok ? whole.value.secret : code.trim().toUpperCase();
}
