import type { LookupFunction, Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { buildConnector as BuildConnector, Client as UndiciClient } from 'undici';
import type { SharedCounter, Tally } from '../counter.ts';
import { DownloadFailure } from '../failures/failure.ts';
import { passOverContinue } from './interim.ts';
import { proxyFor, type Proxies, type Proxy } from './proxies.ts';
import { tunnelConnector } from './tunnel.ts';
import { buildConnector, Client } from './undici.ts';

type Connector = BuildConnector.connector;

/**
 * Each read brings up to 64 KiB, which is all a socket holds by default: it would be stopped and started again for each
 * of them. Nothing piles up, because pieces are taken as they come.
 */
const READ_AHEAD_BYTES = 1024 * 1024;

/** What decides whom a connection reaches, and whom it trusts. */
export interface Reach {
  /** PEM, trusted besides the default ones. */
  readonly certificates: readonly string[];
  readonly proxies: Proxies | undefined;
  readonly tally: Tally;
}

/** One connection to one origin, opened when it is first used and again when it was lost. */
export interface Connection {
  /** Connections of the same key lead to the same place. */
  readonly key: string;
  readonly client: UndiciClient;
  /** The proxy that requests are put to in absolute form. */
  readonly proxy: Proxy | undefined;
  /** The socket as it is now, perhaps still connecting. */
  socket: Socket | undefined;
  /** Whether an answer has come over the connection as it is now: only then may the server have grown tired of it. */
  hasServed: boolean;
  /** The next bytes are the beginning of an answer. */
  awaitsAnswer: boolean;
}

/**
 * Connections that are free, by where they lead. A download takes one and gives it back, so there are never more than
 * downloads in flight, and each is known to be fresh or used, which undici's own pool does not tell.
 */
export class Connections {
  readonly #most: number;
  readonly #certificates: readonly string[];
  readonly #proxies: Proxies | undefined;
  readonly #lookups: SharedCounter;
  readonly #free: Connection[] = [];
  #taken = 0;
  readonly #connectors = new Map<boolean, Connector>();

  /**
   * @param most connections, free ones included
   */
  constructor(most: number, { certificates, proxies, tally }: Reach) {
    this.#most = most;
    this.#certificates = certificates;
    this.#proxies = proxies;
    this.#lookups = tally.lookups;
  }

  take(url: URL): Connection {
    const proxy = proxyFor(url, this.#proxies);
    const key = proxy === undefined ? url.origin : keyThrough(proxy, url);
    this.#taken += 1;
    // The last one given back is the one least likely to have been closed meanwhile.
    for (let at = this.#free.length - 1; at >= 0; at -= 1) {
      if (this.#free[at]?.key !== key) continue;
      return (at === this.#free.length - 1 ? this.#free.pop() : this.#free.splice(at, 1)[0]) as Connection;
    }
    // Lists of many hosts must not leave a connection open to each.
    if (this.#taken + this.#free.length > this.#most) void this.#free.shift()?.client.destroy();
    return this.#open(key, url, proxy);
  }

  giveBack(connection: Connection): void {
    this.#taken -= 1;
    if (!connection.client.destroyed) this.#free.push(connection);
  }

  close(): void {
    for (const { client } of this.#free.splice(0)) void client.destroy();
  }

  #open(key: string, url: URL, proxy: Proxy | undefined): Connection {
    const isSecure = url.protocol === 'https:';
    const isTunnel = isSecure && proxy !== undefined;
    const connector = this.#connector(isSecure);
    const keep = (socket: Socket): void => {
      connection.socket = socket;
    };
    const connect = isTunnel
      ? tunnelConnector(proxy, connector, countedLookup(this.#lookups), keep)
      : connector;
    const client = new Client(isSecure || proxy === undefined ? url.origin : proxy.origin, {
      connect: (options, callback) => {
        connection.awaitsAnswer = false;
        const socket = connect(options, (...[error, connected]) => {
          if (error !== null) return callback(error, null);
          passOverContinue(connected, connection);
          callback(null, connected);
        }) as unknown as Socket | undefined;
        if (socket !== undefined) keep(socket);
      },
      pipelining: 1,
      useMilo: false,
      allowH2: false,
      // The watch sees to them, for all connections by one timer.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const connection: Connection = {
      key,
      client,
      proxy: isSecure ? undefined : proxy,
      socket: undefined,
      hasServed: false,
      awaitsAnswer: false,
    };
    client.on('disconnect', () => {
      connection.hasServed = false;
    });
    return connection;
  }

  #connector(isSecure: boolean): Connector {
    const known = this.#connectors.get(isSecure);
    if (known !== undefined) return known;
    const connector = buildConnector({
      timeout: 0,
      lookup: countedLookup(this.#lookups),
      // A TLS socket never holds more than one record of 16 KiB, and undici's default suits it.
      ...(!isSecure && { highWaterMark: READ_AHEAD_BYTES }),
      allowH2: false,
      ...(isSecure && this.#certificates.length > 0 && { secureContext: trustAlso(this.#certificates) }),
    });
    this.#connectors.set(isSecure, connector);
    return connector;
  }
}

/** A proxy's connection serves every http host; a tunnel leads to one of them. */
function keyThrough({ origin }: Proxy, url: URL): string {
  return url.protocol === 'https:' ? `${origin} > ${url.origin}` : `${origin} >`;
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

/** The system's look-up runs in a thread that cannot be stopped: whoever ends the process has to know of it. */
function countedLookup(lookups: SharedCounter): LookupFunction {
  return (hostname, options, callback) => {
    lookups.add(1);
    process.getBuiltinModule('node:dns').lookup(hostname, options, (...results) => {
      lookups.add(-1);
      callback(...results);
    });
  };
}
