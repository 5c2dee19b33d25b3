import type { HeaderLine } from '../cli/headers.ts';
import { percentDecode } from '../jobs/names.ts';
import type { RangeHeaders } from './resume.ts';

/** Names and values in turn, as undici takes them. */
export type FlatHeaders = readonly string[];

/** The headers of every request of a run, made once: most requests send the very same ones. */
export class RequestHeaders {
  readonly #home: FlatHeaders;
  readonly #away: FlatHeaders;
  readonly #hasAuthorization: boolean;

  /** @param own those of --header, which go to a job's own origin only */
  constructor(userAgent: string, own: readonly HeaderLine[]) {
    const ours = ['accept', '*/*', 'accept-encoding', 'identity', 'user-agent', userAgent];
    const names = new Set(own.map(({ name }) => name.toLowerCase()));
    const kept = ours.flatMap((name, at) =>
      at % 2 === 1 || names.has(name) ? [] : [name, ours[at + 1] as string],
    );
    this.#home = [...kept, ...own.flatMap(({ name, value }) => [name, asSent(value)])];
    this.#away = ours;
    this.#hasAuthorization = names.has('authorization');
  }

  /**
   * @param isHome whether the request goes to the job's origin, which was not left since the attempt began
   * @param authorization from a URL's user and password
   */
  of(isHome: boolean, authorization: string | undefined, range: RangeHeaders | undefined): FlatHeaders {
    const usual = isHome ? this.#home : this.#away;
    const sentAuthorization = isHome && this.#hasAuthorization ? undefined : authorization;
    if (sentAuthorization === undefined && range === undefined) return usual;
    return [
      ...usual,
      ...(sentAuthorization === undefined ? [] : ['authorization', sentAuthorization]),
      ...(range === undefined ? [] : ['range', range.Range, 'if-range', range['If-Range']]),
    ];
  }
}

/** The Basic credentials in a URL, where there are any. */
export function basicCredentials({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const credentials = `${percentDecode(username)}:${percentDecode(password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** Headers are written byte by byte: what is not ASCII goes out as UTF-8. */
function asSent(value: string): string {
  return Buffer.from(value).toString('latin1');
}
