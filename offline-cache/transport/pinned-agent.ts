import { createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { Agent, buildConnector } from 'undici';
import { WrongServerKey } from '../sync/link-fault.ts';

/** Milliseconds for TCP and TLS together; the callers' own limits are shorter, this one frees the socket. */
const CONNECT_MS = 5_000;
/** The server sends at least a comment every 10 s on a watch; after this long without a byte the link is dead. */
const SILENT_STREAM_MS = 25_000;
/** Bound for an answer to begin; every call has its own limit besides. */
const HEADERS_MS = 30_000;
/** A warm connection saves a TLS handshake from the next ticket; the server may say less. */
const KEEP_ALIVE_MS = 60_000;

/** Whether the key (SHA-256 of its SPKI, 64 hex digits) is the server's. */
export type KeyCheck = (spkiHash: string) => boolean;

/**
 * An HTTP agent that trusts exactly one key: certificate authorities, names and dates are not asked, so a dead clock
 * battery or a closed network cannot lock a terminal out, and no authority can let another server in.
 */
export function createPinnedAgent(accepts: KeyCheck, silentStreamMs = SILENT_STREAM_MS): Agent {
  const connect = buildConnector({
    timeout: CONNECT_MS,
    // The chain is not what we trust; the check below is, and it runs before the first byte of a request.
    rejectUnauthorized: false,
    // A resumed session would not show the certificate again.
    maxCachedSessions: 0,
  });
  return new Agent({
    headersTimeout: HEADERS_MS,
    bodyTimeout: silentStreamMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect(options, callback) {
      connect(options, (...[error, socket]) => {
        if (error) return callback(error, null);
        if (options.protocol !== 'https:') return callback(null, socket);
        const found = spkiHashOf(socket as TLSSocket);
        if (found !== null && accepts(found)) return callback(null, socket);
        socket.destroy();
        callback(new WrongServerKey(found ?? ''), null);
      });
    },
  });
}

function spkiHashOf(socket: TLSSocket): string | null {
  const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' });
  return key ? createHash('sha256').update(key).digest('hex') : null;
}
