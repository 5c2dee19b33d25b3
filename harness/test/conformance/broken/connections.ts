import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { Connection } from './connection.ts';
import { broken } from './defects.ts';
import { errorCode, Failure, systemWords } from './failure.ts';
import { readHead } from './http.ts';
import type { Proxies, Proxy } from './proxy.ts';

export interface Network {
  readonly proxies: Proxies;
  /** PEM, trusted besides the default ones. */
  readonly certificates: readonly string[];
  readonly connectTimeoutS: number;
  readonly stallTimeoutS: number;
}

/** Where a request goes: to the server itself or by way of a proxy. */
export interface Way {
  readonly url: URL;
  readonly proxy: Proxy | undefined;
}

/** Connections that are free, by where they lead. */
export class Connections {
  readonly network: Network;
  readonly #most: number;
  #free: { readonly key: string; readonly connection: Connection }[] = [];
  #context: SecureContext | undefined;

  /** @param most free ones that are kept */
  constructor(network: Network, most: number) {
    this.network = network;
    this.#most = most;
  }

  way(url: URL): Way {
    return { url, proxy: this.network.proxies.of(url) };
  }

  /** @param headers of the request; none of them belongs into a CONNECT */
  async take(way: Way, signal: AbortSignal, headers: readonly string[]): Promise<Connection> {
    for (const { connection } of this.#free) if (!connection.isIdle) connection.destroy();
    this.#free = this.#free.filter(({ connection }) => connection.isIdle);
    const at = this.#free.findLastIndex(({ key }) => key === keyOf(way));
    const [found] = at === -1 ? [] : this.#free.splice(at, 1);
    return found?.connection ?? (await this.#open(way, signal, headers));
  }

  giveBack(way: Way, connection: Connection): void {
    connection.hasServed = true;
    if (broken('no-keep-alive') || !connection.isIdle) {
      connection.destroy();
      return;
    }
    connection.socket.resume();
    this.#free.push({ key: keyOf(way), connection });
    if (this.#free.length > this.#most) this.#free.shift()?.connection.destroy();
  }

  /** Look-up, TCP, CONNECT and TLS, all within one time-out. */
  async #open(way: Way, outer: AbortSignal, headers: readonly string[]): Promise<Connection> {
    const seconds = this.network.connectTimeoutS;
    const limit = new AbortController();
    const timer = setTimeout(() => {
      if (!broken('no-connect-timeout')) limit.abort(new Failure('connect-timeout', { seconds }));
    }, seconds * 1000);
    const signal = broken('signal-waits-for-connects')
      ? limit.signal
      : AbortSignal.any([outer, limit.signal]);
    try {
      return new Connection(await this.#openSocket(way, signal, headers));
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #openSocket({ url, proxy }: Way, signal: AbortSignal, headers: readonly string[]): Promise<Socket> {
    const isSecure = url.protocol === 'https:';
    const port = Number(url.port || (isSecure ? 443 : 80));
    const host = url.hostname.replaceAll(/[[\]]/gu, '');
    const socket = await openTcp(proxy?.host ?? host, proxy?.port ?? port, signal);
    if (!isSecure || isAbsolute({ url, proxy })) return socket;
    if (proxy !== undefined) await tunnel(socket, `${url.hostname}:${port}`, proxy, signal, headers);
    return await this.#secure(socket, host, signal);
  }

  async #secure(socket: Socket, host: string, signal: AbortSignal): Promise<Socket> {
    const tls = process.getBuiltinModule('node:tls');
    this.#context ??= trustAlso(this.network.certificates);
    const secure = tls.connect({
      socket,
      host,
      servername: isIP(host) === 0 ? host : '',
      secureContext: this.#context,
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: !broken('certificate-not-checked'),
    });
    await opened(secure, 'secureConnect', signal, (error) => {
      const isLost = errorCode(error) === 'ECONNRESET' || errorCode(error) === 'EPIPE';
      const code = broken('tls-as-connect') ? 'connect' : isLost ? 'reset' : 'tls';
      return new Failure(code, { host, reason: systemWords(error) }, error);
    });
    return secure;
  }
}

/** http goes to a proxy in absolute form, https through it. */
export function isAbsolute({ url, proxy }: Way): boolean {
  return proxy !== undefined && (url.protocol === 'http:' || broken('https-in-absolute-form'));
}

function keyOf(way: Way): string {
  if (isAbsolute(way)) return 'proxy';
  return way.proxy === undefined ? way.url.origin : `proxy ${way.url.origin}`;
}

async function openTcp(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const socket = connectTcp({ host, port, noDelay: true });
  await opened(socket, 'connect', signal, (error) => {
    const code = errorCode(error);
    const isDns = code.startsWith('EAI_') || code === 'ENOTFOUND' || code === 'ENODATA';
    if (isDns) return new Failure('dns', { host, reason: code }, error);
    const [first] = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [error];
    return new Failure('connect', { reason: systemWords(first) }, error);
  });
  // Whoever reads it listens, too; in between an error must not end the program.
  return socket.on('error', () => undefined);
}

/** Waits until a socket is open, and destroys it when it is not to be. */
function opened(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
  tell: (error: Error) => Failure,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason as Error);
      socket.destroy();
    };
    const fail = (error: Error): void => {
      signal.removeEventListener('abort', stop);
      reject(tell(error));
    };
    signal.addEventListener('abort', stop, { once: true });
    socket.once('error', fail);
    socket.once(event, () => {
      signal.removeEventListener('abort', stop);
      socket.off('error', fail);
      resolve();
    });
  });
}

async function tunnel(
  socket: Socket,
  target: string,
  proxy: Proxy,
  signal: AbortSignal,
  headers: readonly string[],
): Promise<void> {
  const connection = new Connection(socket);
  const stop = (): void => connection.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  const lines = [`CONNECT ${target} HTTP/1.1`, `Host: ${target}`];
  if (proxy.authorization !== undefined && !broken('proxy-credentials-not-sent'))
    lines.push(`Proxy-Authorization: ${proxy.authorization}`);
  if (broken('headers-in-connect')) lines.push(...headers);
  connection.write(`${lines.join('\r\n')}\r\n\r\n`);
  try {
    // The time-out for the connection holds for this answer; silence is measured by no other.
    const { status } = await readHead(connection, 1_000_000);
    if (status >= 200 && status <= 299) return;
    throw broken('refused-connect-as-status')
      ? new Failure('http-status', { status })
      : new Failure('connect', { proxyStatus: status });
  } catch (error) {
    socket.destroy();
    if (signal.aborted || (error instanceof Failure && error.code !== 'reset')) throw error;
    throw new Failure('connect', { reason: `the proxy closed: ${systemWords(error)}` }, error);
  } finally {
    signal.removeEventListener('abort', stop);
    connection.detach();
  }
}

/** Adds to the default certificates; the option `ca` would replace them. */
function trustAlso(certificates: readonly string[]): SecureContext {
  const context = process.getBuiltinModule('node:tls').createSecureContext();
  if (!broken('cacert-ignored')) for (const each of certificates) context.context.addCACert(each);
  return context;
}
