import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Serve } from '@fairfetch/contract';
import type { OpenedSession } from '../../run/index.ts';
import type { OriginHouse } from '../serve/origin-house.ts';
import { servedFacts } from '../serve/served.ts';
import { START, unseen, type CaseServer, type Contents } from '../serve/server.ts';
import { fileOf } from './eligible.ts';

/** A folder that a server of somebody else's gives files from, and where that server is. */
export interface Site {
  readonly folder: string;
  readonly port: number;
}

/** Puts one case's files there, under a prefix of their own, with the bytes the origin would serve. */
export async function publish(
  site: Site,
  origins: OriginHouse,
  serve: Serve,
  id: string,
): Promise<CaseServer> {
  const { contents } = await origins.current();
  const files = await Promise.all(
    Object.values(serve.files).map(async (file, place) => {
      const { path: name = '', bytes = 0 } = file ?? {};
      const content = await contents.of(place, 0, bytes);
      const path = fileOf(name);
      if (path === null) throw new RangeError(`${name} is the path of no file`);
      await put(join(site.folder, id), path, content.bytes);
      return { name, bytes, sha256: content.sha256 };
    }),
  );
  const opened: OpenedSession = { id, bases: [`http://127.0.0.1:${site.port}/${id}`], files };
  return {
    opened,
    contents: asServed(contents, opened),
    cacert: null,
    env: {},
    served: servedFacts(serve, opened),
    witnessed: unseen,
    mark: () => Promise.resolve(START),
    sightSince: () => Promise.resolve(null),
    close: () => rm(join(site.folder, id), { recursive: true, force: true }),
  };
}

/** Names of files are bytes; ours are written one character a byte. */
async function put(folder: string, path: string, bytes: Buffer): Promise<void> {
  const target = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, 'latin1')]);
  await mkdir(target.subarray(0, target.lastIndexOf('/')), { recursive: true });
  await writeFile(target, bytes);
}

/** The same bytes with the ETag and the date that this server gives them. */
function asServed(contents: Contents, { bases, files }: OpenedSession): Contents {
  return {
    of: async (place, version, bytes) => {
      const content = await contents.of(place, version, bytes);
      const file = files[place];
      if (file === undefined || version !== 0 || bytes !== file.bytes) return content;
      const response = await fetch(`${bases[0]}/${file.name}`, {
        method: 'HEAD',
        headers: { 'accept-encoding': 'identity' },
      });
      const [etag, lastModified] = ['etag', 'last-modified'].map((name) => response.headers.get(name) ?? '');
      return { ...content, etag: etag ?? '', lastModified: lastModified ?? '' };
    },
  };
}
