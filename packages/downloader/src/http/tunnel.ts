import type { LookupFunction, Socket } from 'node:net';
import type { buildConnector as BuildConnector } from 'undici';
import { failure } from '../failures/failure.ts';
import type { Proxy } from './proxies.ts';

type Connector = BuildConnector.connector;
type Callback = Parameters<Connector>[1];

const MOST_HEAD_BYTES = 64 * 1024;
const HEAD_END = '\r\n\r\n';
const STATUS_LINE = /^HTTP\/1\.[01] (?<status>\d{3})(?:[ \r])/u;

/**
 * Connects to a TLS server by way of a proxy, with CONNECT.
 * @param onSocket told of the connection to the proxy, so that it can be cut before there is a tunnel
 */
export function tunnelConnector(
  proxy: Proxy,
  secure: Connector,
  lookup: LookupFunction,
  onSocket: (socket: Socket) => void,
): Connector {
  return (options, callback) => {
    const { hostname, port } = new URL(proxy.origin);
    const { connect } = process.getBuiltinModule('node:net');
    const host = hostname.replaceAll(/^\[|\]$/gu, '');
    const socket = connect({ host, port: port === '' ? 80 : Number(port), noDelay: true, lookup });
    onSocket(socket);
    const target = `${options.hostname.includes(':') ? `[${options.hostname}]` : options.hostname}:${options.port || 443}`;
    askForTunnel(socket, target, proxy, (error) => {
      if (error === null) secure({ ...options, httpSocket: socket }, callback);
      else refuse(callback, error);
    });
  };
}

function askForTunnel(
  socket: Socket,
  target: string,
  proxy: Proxy,
  answered: (error: Error | null) => void,
): void {
  let head = '';
  const settle = (error: Error | null): void => {
    socket.off('data', onData).off('end', onEnd);
    if (error === null) socket.pause();
    else socket.destroy();
    answered(error);
  };
  const onEnd = (): void => settle(failure('connect', { reason: 'the proxy closed the connection' }));
  const onData = (piece: Buffer): void => {
    head += piece.toString('latin1');
    const end = head.indexOf(HEAD_END);
    if (end === -1 && head.length < MOST_HEAD_BYTES) return;
    const status = Number(STATUS_LINE.exec(head)?.groups?.['status'] ?? 0);
    if (status === 0 || end === -1)
      settle(failure('connect', { reason: 'the proxy does not answer in HTTP' }));
    else if (status < 200 || status > 299) settle(failure('connect', { proxyStatus: status }));
    else settle(null);
  };
  // It stays: an error of the connection after that is told by the one within it too.
  socket.once('error', (error) => {
    if (socket.listenerCount('data') > 0) settle(error);
  });
  socket.on('error', () => undefined);
  socket.on('data', onData).on('end', onEnd);
  socket.once('connect', () => socket.write(connectRequest(target, proxy)));
}

function connectRequest(target: string, { authorization }: Proxy): string {
  const lines = [`CONNECT ${target} HTTP/1.1`, `Host: ${target}`];
  if (authorization !== undefined) lines.push(`Proxy-Authorization: ${authorization}`);
  return `${lines.join('\r\n')}${HEAD_END}`;
}

function refuse(callback: Callback, error: Error): void {
  callback(error, null);
}
