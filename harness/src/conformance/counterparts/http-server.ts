import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon } from './daemon.ts';
import { publish } from './folder-server.ts';
import type { CounterpartKind } from './kind.ts';

/**
 * `python3 -m http.server`, but for its queue of connections: it has room for 5, and some variants open all of theirs at once.
 * One run of theirs lost files here; a longer queue is what is most likely to have been missing.
 */
const PATIENT = [
  'import runpy, socketserver',
  'socketserver.TCPServer.request_queue_size = 128',
  "runpy.run_module('http.server', run_name='__main__', alter_sys=True)",
].join('\n');

/** Python's own http.server: HTTP/1.0, no ranges, no ETag. */
export const httpServer: CounterpartKind = {
  program: 'python3',
  versionOf: (program) => [program, '--version'],
  skills: { tls: false, ranges: false, witness: false, proxy: false, folder: true, anyBytes: false },
  open: async ({ program, folder, origins, env }) => {
    const www = join(folder, 'www');
    await mkdir(www, { recursive: true });
    const daemon = await startDaemon(
      'http-server',
      (port) =>
        Promise.resolve([program, '-c', PATIENT, String(port), '--bind', '127.0.0.1', '--directory', www]),
      env,
    );
    let cases = 0;
    return {
      open: (serve) => {
        cases += 1;
        return publish({ folder: www, port: daemon.port }, origins, serve, `case-${cases}`);
      },
      close: () => daemon.close(),
    };
  },
};
