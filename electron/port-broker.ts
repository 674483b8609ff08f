import type { IpcMain, IpcMainEvent, MessageChannelMain, MessagePortMain, WebContents } from 'electron';
import type { Surface } from '#contracts/terminal/common.ts';
import { HAND_OVER_PORT, REQUEST_PORT } from './channel-names.ts';
import { isOwnPage } from './navigation-guard.ts';

export interface PortBroker {
  /** From now on the page in these contents may ask for ports of this surface, and of no other. */
  readonly admit: (contents: Pick<WebContents, 'id' | 'once'>, surface: Surface) => void;
}

export interface BrokerParts {
  readonly ipc: Pick<IpcMain, 'on'>;
  readonly newChannel: () => Pick<MessageChannelMain, 'port1' | 'port2'>;
  /** Gives the service its end. */
  readonly connect: (surface: Surface, port: MessagePortMain) => void;
  readonly refused: (url: string) => void;
}

/** Joins pages with the terminal service. Main sees the two ends once and none of what passes between them. */
export function brokerPorts({ ipc, newChannel, connect, refused }: BrokerParts): PortBroker {
  const admitted = new Map<number, Surface>();
  ipc.on(REQUEST_PORT, (event) => {
    const surface = admitted.get(event.sender.id);
    if (surface === undefined || !isTopFrameOfOurs(event)) {
      refused(event.senderFrame?.url ?? 'a frame that is gone');
      return;
    }
    const { port1, port2 } = newChannel();
    connect(surface, port1);
    event.sender.postMessage(HAND_OVER_PORT, null, [port2]);
  });
  return {
    admit(contents, surface) {
      const { id } = contents;
      admitted.set(id, surface);
      contents.once('destroyed', () => admitted.delete(id));
    },
  };
}

/** A frame inside the page, or a page that somehow left our origin, gets nothing. */
function isTopFrameOfOurs({ senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOwnPage(senderFrame.url);
}
