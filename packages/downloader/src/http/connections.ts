import type { SecureContext } from 'node:tls';
import type { buildConnector as BuildConnector, Client as UndiciClient } from 'undici';
import { DownloadFailure } from '../failures.ts';
import { buildConnector, Client } from './undici.ts';

export interface Timeouts {
  /** Name look-up, TCP and TLS together. */
  readonly connectMs: number;
  /** Longest wait for the next byte, the first one included. */
  readonly stallMs: number;
}

/**
 * Each read brings up to 64 KiB, which is all a socket holds by default: it would be stopped and started again for each
 * of them. Nothing piles up, because pieces are taken as they come.
 */
const READ_AHEAD_BYTES = 1024 * 1024;

const TIMEOUTS: Timeouts = { connectMs: 10_000, stallMs: 30_000 };

/** One connection to one origin, opened when it is first used and again when it was lost. */
export interface Connection {
  readonly origin: string;
  readonly client: UndiciClient;
  /** Whether an answer has come over the connection as it is now: only then may the server have grown tired of it. */
  hasServed: boolean;
}

/**
 * Connections that are free, by origin. A download takes one and gives it back, so there are never more in use than
 * downloads in flight, and each is known to be fresh or used, which undici's own pool does not tell.
 */
export class Connections {
  readonly #most: number;
  readonly #certificates: readonly string[];
  readonly #timeouts: Timeouts;
  readonly #free: Connection[] = [];
  readonly #connectors = new Map<boolean, BuildConnector.connector>();

  /**
   * @param most free connections that are kept
   * @param certificates PEM, trusted besides the default ones
   */
  constructor(most: number, certificates: readonly string[], timeouts: Timeouts = TIMEOUTS) {
    this.#most = most;
    this.#timeouts = timeouts;
    this.#certificates = certificates;
  }

  /** @param origin as URL.origin gives it */
  take(origin: string): Connection {
    // The last one given back is the one least likely to have been closed meanwhile.
    for (let at = this.#free.length - 1; at >= 0; at -= 1) {
      if (this.#free[at]?.origin === origin) return this.#free.splice(at, 1)[0] as Connection;
    }
    return this.#open(origin);
  }

  giveBack(connection: Connection): void {
    this.#free.push(connection);
    // Lists of many hosts must not leave a connection open to each.
    if (this.#free.length > this.#most) void this.#free.shift()?.client.destroy();
  }

  close(): void {
    for (const { client } of this.#free.splice(0)) void client.destroy();
  }

  #open(origin: string): Connection {
    const client = new Client(origin, {
      connect: this.#connector(origin.startsWith('https:')),
      pipelining: 1,
      useMilo: false,
      allowH2: false,
      headersTimeout: this.#timeouts.stallMs,
      bodyTimeout: this.#timeouts.stallMs,
    });
    const connection: Connection = { origin, client, hasServed: false };
    client.on('disconnect', () => {
      connection.hasServed = false;
    });
    return connection;
  }

  #connector(isSecure: boolean): BuildConnector.connector {
    const known = this.#connectors.get(isSecure);
    if (known !== undefined) return known;
    const connector = buildConnector({
      timeout: this.#timeouts.connectMs,
      // A TLS socket never holds more than one record of 16 KiB, and undici's default suits it.
      ...(!isSecure && { highWaterMark: READ_AHEAD_BYTES }),
      allowH2: false,
      ...(isSecure && this.#certificates.length > 0 && { secureContext: trustAlso(this.#certificates) }),
    });
    this.#connectors.set(isSecure, connector);
    return connector;
  }
}

/**
 * Adds to the default certificates. The documented `ca` option replaces them, and giving them all in it again makes
 * Node parse 140 certificates one by one for each process; adding to a fresh context does not.
 */
function trustAlso(certificates: readonly string[]): SecureContext {
  const tls = process.getBuiltinModule('node:tls');
  const context = tls.createSecureContext();
  try {
    for (const certificate of certificates) context.context.addCACert(certificate);
  } catch (error) {
    throw new DownloadFailure('tls', 'a certificate of the CA file is broken', error);
  }
  return context;
}
