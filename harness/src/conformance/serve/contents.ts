import type { OriginClient } from '../../run/index.ts';
import type { Content, Contents } from './server.ts';

/** Decides all contents. One for the whole suite: the bytes of a file depend on its place in the list alone. */
export const SEED = 1;

/**
 * The right bytes, asked of the origin itself in sessions of their own, so that what a case's session witnesses is the
 * program alone. Each content is fetched once.
 */
export class OriginContents implements Contents {
  readonly #origin: OriginClient;
  readonly #known = new Map<string, Promise<Content>>();

  constructor(origin: OriginClient) {
    this.#origin = origin;
  }

  of(place: number, version: number, bytes: number): Promise<Content> {
    const key = `${place} ${version} ${bytes}`;
    const known = this.#known.get(key) ?? this.#fetch(place, version, bytes);
    this.#known.set(key, known);
    return known;
  }

  async #fetch(place: number, version: number, bytes: number): Promise<Content> {
    const before = Array.from({ length: place }, () => ({ bytes: 0 }));
    const files = [...before, { bytes, answers: [{ version }] }];
    const session = await this.#origin.open({ seed: SEED, files });
    try {
      const file = session.files[place];
      const [told] = file?.versions ?? [];
      if (file === undefined || told === undefined) throw new TypeError('the origin does not tell versions');
      const response = await fetch(`${session.bases[0]}/${file.name}`);
      const lastModified = response.headers.get('last-modified') ?? '';
      const { sha256, etag } = told;
      return { sha256, etag, lastModified, bytes: Buffer.from(await response.arrayBuffer()) };
    } finally {
      await this.#origin.finish(session.id);
    }
  }
}
