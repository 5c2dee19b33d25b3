import { failure } from '../failures/failure.ts';
import { quoted } from '../quoted.ts';
import { basicCredentials, type FlatHeaders, type RequestHeaders } from './request-headers.ts';
import type { RangeHeaders } from './resume.ts';

// oxlint-disable-next-line no-control-regex -- anything outside ASCII
const NOT_ASCII = /[^\u0000-\u007f]/u;

/** Where an attempt is on its way through redirects, and what may be sent there. */
export class Hops {
  readonly #headers: RequestHeaders;
  readonly #mostRedirects: number;
  #redirects = 0;
  #isHome = true;
  #authorization: string | undefined;
  #url: URL;

  constructor(url: URL, headers: RequestHeaders, mostRedirects: number) {
    this.#url = url;
    this.#headers = headers;
    this.#mostRedirects = mostRedirects;
    this.#authorization = basicCredentials(url);
  }

  get url(): URL {
    return this.#url;
  }

  headers(range: RangeHeaders | undefined): FlatHeaders {
    return this.#headers.of(this.#isHome, this.#authorization, range);
  }

  /**
   * What was sent to one origin is not sent to another, and not again when a later redirect leads back.
   * @throws DownloadFailure where the redirect is not to be followed
   */
  follow(location: string | undefined): void {
    if (location === undefined) throw failure('bad-redirect', { reason: 'no Location' });
    const next = URL.parse(asWritten(location), this.#url);
    if (next === null) throw failure('bad-redirect', { reason: `${quoted(location)} is not a URL` });
    if (next.protocol !== 'http:' && next.protocol !== 'https:')
      throw failure('bad-redirect', { reason: `${next.protocol.slice(0, -1)} is neither http nor https` });
    this.#redirects += 1;
    if (this.#redirects > this.#mostRedirects)
      throw failure('too-many-redirects', { limit: this.#mostRedirects });
    const credentials = basicCredentials(next);
    if (next.origin !== this.#url.origin) {
      this.#isHome = false;
      this.#authorization = undefined;
    }
    this.#authorization = credentials ?? this.#authorization;
    this.#url = next;
  }
}

/** A header comes as bytes, each a character; servers that write a Location outside ASCII mean UTF-8. */
function asWritten(location: string): string {
  return NOT_ASCII.test(location) ? Buffer.from(location, 'latin1').toString() : location;
}
