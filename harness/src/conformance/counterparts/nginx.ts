import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestPattern, Serve } from '@fairfetch/contract';
import type { SuiteCase } from '../cases/index.ts';
import type { Sight } from '../observation.ts';
import { without, type CaseServer, type Mark, type Witnessed } from '../serve/server.ts';
import { AccessLog, logFormat, type LoggedRequest } from './access-log.ts';
import { startDaemon } from './daemon.ts';
import { publish } from './folder-server.ts';
import type { CounterpartKind } from './kind.ts';

/** nginx with its own ranges and ETags, eager to compress; its log is the witness. */
export const nginx: CounterpartKind = {
  program: 'nginx',
  versionOf: (program) => [program, '-v'],
  skills: { tls: false, ranges: true, witness: true, proxy: false, folder: true, anyBytes: true },
  open: async ({ program, folder, origins, env, cases }) => {
    const www = join(folder, 'www');
    await mkdir(www, { recursive: true });
    const files = { www, log: join(folder, 'access.log'), error: join(folder, 'error.log'), folder };
    const format = logFormat(headersIn(cases));
    const daemon = await startDaemon(
      'nginx',
      async (port) => {
        const file = join(folder, 'nginx.conf');
        await writeFile(file, configuration(port, files, format));
        return [program, '-c', file, '-e', files.error, '-p', folder];
      },
      env,
    );
    const log = await AccessLog.open(files.log);
    let opened = 0;
    return {
      open: async (serve) => {
        opened += 1;
        const id = `case-${opened}`;
        const server = await publish({ folder: www, port: daemon.port }, origins, serve, id);
        return witnessedBy(log, server, serve);
      },
      close: async () => {
        await daemon.close();
        await log.close();
      },
    };
  },
};

/** Names of the request headers that the cases speak of. */
export function headersIn(cases: readonly SuiteCase[]): readonly string[] {
  const names = cases.flatMap(({ steps }) =>
    steps.flatMap(({ expect }) =>
      Object.values(expect.requests ?? {}).flatMap((patterns) =>
        Array.isArray(patterns) ? patterns.flatMap(({ headers }) => Object.keys(headers ?? {})) : [],
      ),
    ),
  );
  return [...new Set(names)].toSorted();
}

function witnessedBy(log: AccessLog, server: CaseServer, serve: Serve): CaseServer {
  const { opened } = server;
  const keys = Object.keys(serve.files);
  const keyOf = new Map(
    opened.files.map(({ name }, place) => [`/${opened.id}/${name}`, keys[place] ?? null]),
  );
  const marker = `mark-of-${opened.id}`;
  const seen = async (): Promise<readonly LoggedRequest[]> => {
    // One process answers in order: when it has logged this, it has logged all that was before it.
    const asked = (await log.requestsOf(marker)).length;
    await (await fetch(new URL(`/${marker}`, opened.bases[0]))).arrayBuffer();
    while ((await log.requestsOf(marker)).length === asked) await sleep(1);
    // Our own questions for ETags are no part of it.
    return (await log.requestsOf(opened.id)).filter(({ method }) => method !== 'HEAD');
  };
  return {
    ...server,
    witnessed: (expect) => asFarAsLogged(without(expect, ['connects'])),
    mark: async () => markOf(await seen()),
    sightSince: async (mark) => sightOf(await seen(), mark, keyOf),
  };
}

/** The log has the first line of a header, and an empty one is not told from none. */
function asFarAsLogged({ expect, unwitnessed }: Witnessed): Witnessed {
  const untold: string[] = [];
  const told = (pattern: RequestPattern): RequestPattern => {
    if (pattern.headers === undefined) return pattern;
    const headers = Object.entries(pattern.headers).filter(([name, each]) => {
      const loggable = each !== '' && !(typeof each === 'string' && each.includes(', '));
      if (!loggable) untold.push(`header ${name}`);
      return loggable;
    });
    return { ...pattern, headers: Object.fromEntries(headers) };
  };
  const requests = Object.entries(expect.requests ?? {}).map(
    ([key, patterns]) => [key, Array.isArray(patterns) ? patterns.map(told) : patterns] as const,
  );
  if (untold.length === 0) return { expect, unwitnessed };
  return {
    expect: { ...expect, requests: Object.fromEntries(requests) },
    unwitnessed: [...unwitnessed, ...untold],
  };
}

function markOf(requests: readonly LoggedRequest[]): Mark {
  return {
    requests: requests.length,
    connects: 0,
    connections: new Set(requests.map(({ connection }) => connection)).size,
    bodyBytes: requests.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function sightOf(
  requests: readonly LoggedRequest[],
  mark: Mark,
  keyOf: ReadonlyMap<string, string | null>,
): Sight {
  return {
    requests: requests
      .slice(mark.requests)
      .map(({ path, connection: _connection, ...request }) =>
        Object.assign({ file: keyOf.get(path) ?? null }, request),
      ),
    connects: [],
    connections: markOf(requests).connections - mark.connections,
  };
}

interface Files {
  readonly www: string;
  readonly log: string;
  readonly error: string;
  readonly folder: string;
}

/** One process, as whoever started it; everything it gives would be compressed for one who takes it so. */
function configuration(port: number, { www, log, error, folder }: Files, format: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `  ${name}_temp_path ${folder}/${name};`)
    .join('\n');
  return `daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${error};
events { worker_connections 1024; }
http {
  ${format}
  access_log ${log} account;
${temporary}
  types { text/plain txt; }
  default_type application/octet-stream;
  gzip on;
  gzip_types *;
  gzip_min_length 1;
  keepalive_requests 100000;
  large_client_header_buffers 4 128k;
  server {
    listen 127.0.0.1:${port};
    root ${www};
    merge_slashes off;
  }
}
`;
}
