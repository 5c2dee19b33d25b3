import {
  placeholdersIn,
  readPlaceholder,
  textsOf,
  type Placeholder,
  type SuiteCase,
} from '../cases/index.ts';
import type { OpenedSession } from '../../run/index.ts';
import type { Contents } from './server.ts';
import type { Peers } from './peers.ts';
import { placedFiles, sizeOf } from './served.ts';

/** Where a case takes place. */
export interface Place {
  /** null: there is no origin. */
  readonly session: OpenedSession | null;
  readonly contents: Contents | null;
  readonly peers: Peers;
  readonly dir: string;
}

/** What every placeholder of a case stands for here. */
export async function valuesOf(suiteCase: SuiteCase, place: Place): Promise<ReadonlyMap<string, string>> {
  const { dir, outside, steps } = suiteCase;
  const names = new Set(textsOf([dir, outside, steps]).flatMap(placeholdersIn));
  const values = new Map<string, string>();
  for (const name of names) {
    const placeholder = readPlaceholder(name);
    if (placeholder !== null) values.set(name, await valueOf(placeholder, suiteCase, place));
  }
  return values;
}

async function valueOf(placeholder: Placeholder, suiteCase: SuiteCase, place: Place): Promise<string> {
  const { session, peers, dir } = place;
  switch (placeholder.kind) {
    case 'dir':
      return dir;
    case 'silent':
    case 'closed':
      return peers[placeholder.kind];
    case 'repeat':
      return placeholder.text.repeat(placeholder.times);
    case 'proxy':
      return session?.proxy ?? '';
    case 'proxyHostport':
      return hostOf(session?.proxy);
    case 'base':
      return session?.bases[placeholder.host] ?? '';
    case 'hostport':
      return hostOf(session?.bases[placeholder.host]);
    case 'url':
      return urlOf(placeholder, suiteCase, session);
    case 'lastModified':
      // The same for every file.
      return (await place.contents?.of(0, 0, 0))?.lastModified ?? '';
    case 'etag':
    case 'sha256':
    case 'SHA256':
    case 'bytes':
      return factOf(placeholder, suiteCase, place);
    default:
      return placeholder satisfies never;
  }
}

function hostOf(url: string | undefined): string {
  return url === undefined ? '' : new URL(url).host;
}

function urlOf(
  { file, host, user }: Extract<Placeholder, { kind: 'url' }>,
  suiteCase: SuiteCase,
  session: OpenedSession | null,
): string {
  const placed = placedFiles(suiteCase.serve).get(file);
  const name = placed === undefined ? undefined : session?.files[placed.place]?.name;
  const url = `${session?.bases[host]}/${name}`;
  return user === null ? url : url.replace('://', () => `://${user}@`);
}

async function factOf(
  placeholder: Extract<Placeholder, { version: number | null }>,
  { serve }: SuiteCase,
  { contents }: Place,
): Promise<string> {
  const { kind, file, version } = placeholder;
  const placed = placedFiles(serve).get(file);
  if (placed === undefined || contents === null) return '';
  const size = sizeOf(placed, version);
  if (kind === 'bytes') return String(size);
  const content = await contents.of(placed.place, version ?? 0, size);
  switch (kind) {
    case 'etag':
      return content.etag;
    case 'sha256':
      return content.sha256;
    case 'SHA256':
      return content.sha256.toUpperCase();
    default:
      return kind satisfies never;
  }
}
