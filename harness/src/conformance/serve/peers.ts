import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** What else there is on the loopback. */
export interface Peers {
  /** host:port of one that accepts and never reads or writes. */
  readonly silent: string;
  /** host:port that nobody listens on. */
  readonly closed: string;
  /** How many connections the silent one has accepted. */
  silentConnections(): number;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

export async function openPeers(): Promise<Peers> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  const port = await listening(server);
  return {
    silent: `${HOST}:${port}`,
    closed: `${HOST}:${await closedPort()}`,
    silentConnections: () => accepted,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server without a port');
  return address.port;
}

/** Below the ports that systems give out by themselves, so that it stays closed. */
async function closedPort(): Promise<number> {
  for (let port = 20_011; port < 20_111; port += 1) {
    if (await isClosed(port)) return port;
  }
  throw new Error('there is no closed port on the loopback');
}

function isClosed(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });
}
