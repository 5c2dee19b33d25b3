import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import {
  connect,
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import type { Identity } from './certificates.ts';

export interface TestServer extends AsyncDisposable {
  readonly port: number;
  /** http://127.0.0.1:PORT or https://localhost:PORT */
  readonly origin: string;
  /** Connections accepted so far. */
  readonly connections: () => number;
}

/** The content of every body of n bytes in the tests: no two pages of it are alike. */
export function bodyOf(bytes: number): Buffer {
  const body = Buffer.allocUnsafe(bytes);
  for (let at = 0; at < bytes; at += 1) body[at] = (at * 31 + (at >> 8) * 17 + (at >> 16)) & 255;
  return body;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function serveHttp(listener: RequestListener): Promise<TestServer> {
  return listen(createHttpServer({ keepAlive: true }, listener), 'http://127.0.0.1');
}

export function serveHttps(identity: Identity, listener: RequestListener): Promise<TestServer> {
  const server = createHttpsServer({ key: identity.key, cert: identity.certificate }, listener);
  return listen(server, 'https://localhost');
}

/** For answers that no HTTP library would give. */
export function serveTcp(talk: (socket: Socket) => void): Promise<TestServer> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    talk(socket);
  });
  return listen(server, 'http://127.0.0.1');
}

/** Answers every request with these bytes, then ends or resets the connection. */
export function serveRaw(answer: string, then: 'keep' | 'end' | 'reset'): Promise<TestServer> {
  return serveTcp((socket) => {
    socket.on('data', () => {
      if (answer === '') finish();
      else socket.write(answer, finish);
    });
    const finish = (): void => {
      if (then === 'end') socket.end();
      // Late enough for the bytes before it to have been read.
      if (then === 'reset') setTimeout(() => socket.resetAndDestroy(), 50);
    };
  });
}

/**
 * A port of the loopback where nobody listens: our end of a connection, which stays, so that no other test is given it
 * meanwhile.
 */
export async function closedPort(): Promise<number> {
  const server = await serveTcp((accepted) => void accepted.unref());
  const socket = connect(server.port, '127.0.0.1').unref();
  await once(socket, 'connect');
  return socket.localPort as number;
}

async function listen(server: Server, base: string): Promise<TestServer> {
  const open = new Set<Socket>();
  let accepted = 0;
  server.on('connection', (socket: Socket) => {
    accepted += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `${base}:${port}`,
    connections: () => accepted,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
