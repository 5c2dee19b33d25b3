import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDaemon } from './daemon.ts';
import type { CounterpartKind } from './kind.ts';
import { without } from '../serve/server.ts';

/** A proxy before our origin, which stays the witness of what comes through. */
export const squid: CounterpartKind = {
  program: 'squid',
  versionOf: (program) => [program, '-v'],
  skills: { tls: true, ranges: true, witness: true, proxy: true, folder: false, anyBytes: true },
  open: async ({ program, origins, env }) => {
    // Started by root it becomes somebody else, who must be able to come here.
    const folder = await mkdtemp(join(tmpdir(), 'fairfetch-squid-'));
    await chmod(folder, 0o755);
    await mkdir(join(folder, 'run'));
    await chmod(join(folder, 'run'), 0o777);
    const daemon = await startDaemon(
      'squid',
      async (port) => {
        const file = join(folder, 'squid.conf');
        await writeFile(file, configuration(port, join(folder, 'run')));
        return [program, '-N', '-f', file];
      },
      env,
    ).catch(async (error: unknown) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    });
    const proxy = `http://127.0.0.1:${daemon.port}`;
    return {
      open: async (serve) => {
        const server = await origins.open(serve);
        return {
          ...server,
          env: { http_proxy: proxy, https_proxy: proxy },
          // The connections the origin sees are the proxy's.
          served: { ...server.served, keepsConnections: false },
          witnessed: (expect) => without(expect, ['connections', 'connects']),
        };
      },
      close: async () => {
        await daemon.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

/** Keeps nothing, asks nobody but the loopback, writes nothing but below its folder. */
function configuration(port: number, folder: string): string {
  return `http_port 127.0.0.1:${port}
acl here dst 127.0.0.0/8
http_access allow here
http_access deny all
cache deny all
cache_mem 1 MB
memory_cache_mode disk
maximum_object_size_in_memory 0 KB
access_log none
cache_log ${folder}/cache.log
pid_filename none
netdb_filename none
coredump_dir ${folder}
pinger_enable off
shutdown_lifetime 0 seconds
visible_hostname localhost
max_filedescriptors 4096
`;
}
