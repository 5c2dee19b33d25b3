import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon } from './daemon.ts';
import { publish } from './folder-server.ts';
import type { CounterpartKind } from './kind.ts';

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
        Promise.resolve([
          program,
          '-m',
          'http.server',
          String(port),
          '--bind',
          '127.0.0.1',
          '--directory',
          www,
        ]),
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
