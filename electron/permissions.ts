import type { Session } from 'electron';

/** What the guard needs of a session. */
export type GuardedSession = Pick<
  Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'on'
>;

/**
 * Refuses every power a page can ask for: devices belong to the terminal service, files to nobody. Downloads too: what a
 * citizen takes home is paper.
 */
export function denyAll(session: GuardedSession, refused: (what: string) => void): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    refused(permission);
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => {
    refused('display-capture');
    answer({});
  });
  session.on('will-download', (event) => {
    event.preventDefault();
    refused('download');
  });
}
