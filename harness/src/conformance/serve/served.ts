import type { Answer, CaseFile, Serve } from '@fairfetch/contract';
import type { OpenedSession, ServedFile } from '../../run/index.ts';
import type { Served } from '../judge/index.ts';

/** One of a case's files, with its place in the session's list. */
export interface PlacedFile {
  readonly key: string;
  readonly place: number;
  readonly bytes: number;
  readonly answers: readonly Answer[];
}

export function placedFiles(serve: Serve | null): ReadonlyMap<string, PlacedFile> {
  const entries = Object.entries(serve?.files ?? {}) as readonly [string, CaseFile][];
  return new Map(
    entries.map(([key, { bytes, answers = [] }], place) => [key, { key, place, bytes, answers }]),
  );
}

/** How much there is of a version: what its first answer says, else the size of the file. */
export function sizeOf({ bytes, answers }: PlacedFile, version: number | null): number {
  if (version === null) return bytes;
  return answers.find((answer) => (answer.version ?? 0) === version)?.bytes ?? bytes;
}

/** What can be known beforehand of what the origin sends in a session. */
export function servedFacts(serve: Serve, session: OpenedSession): Served {
  const files = placedFiles(serve);
  const answers = [...files.values()].flatMap((file) => file.answers);
  return {
    whole: answers.some(makesUp) ? null : wholeContents(files, session),
    keepsConnections: !answers.some(endsConnection),
    hosts: serve.hosts ?? 1,
  };
}

/** Whether something that is no content of a file may rightly be stored. */
function makesUp({ raw, body, status = 200, framing, then, afterBytes, headers = {} }: Answer): boolean {
  const cut = framing === 'close' && (then !== undefined || afterBytes !== undefined);
  const lengths = Object.keys(headers).some((name) =>
    ['content-length', 'transfer-encoding'].includes(name.toLowerCase()),
  );
  return raw !== undefined || body !== undefined || [204, 205].includes(status) || cut || lengths;
}

function endsConnection({ raw, framing, then, headers = {}, padHeaders }: Answer): boolean {
  const told = Object.keys(headers).some((name) => name.toLowerCase() === 'connection');
  return raw !== undefined || framing === 'close' || then !== undefined || told || padHeaders !== undefined;
}

function wholeContents(
  files: ReadonlyMap<string, PlacedFile>,
  session: OpenedSession,
): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    [...files.values()].map(({ key, place, answers }) => {
      const file = session.files[place] as ServedFile;
      // The name of a redirect's file says nothing of what is stored in the end.
      const redirects = answers.some(({ status = 200 }) => status >= 300 && status < 400);
      const pathname = URL.parse(`${session.bases[0]}/${file.name}`)?.pathname;
      const versions = file.versions?.map(({ sha256 }) => sha256) ?? [file.sha256];
      return [redirects || pathname === undefined ? `{${key}}` : pathname, new Set(versions)] as const;
    }),
  );
}
