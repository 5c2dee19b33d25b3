import { open, type FileHandle } from 'node:fs/promises';
import type { SeenRequest } from '../observation.ts';

/** One line of the log, as its format says. A header that did not come is empty. */
interface LogLine {
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly bytes: number;
  readonly complete: string;
  /** Seconds, when the last byte had gone. */
  readonly end: number;
  /** Seconds it took. */
  readonly took: number;
  readonly connection: number;
  readonly contentRange: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A request, and the connection it came on. */
export interface LoggedRequest extends Omit<SeenRequest, 'file'> {
  readonly path: string;
  readonly connection: number;
}

/** nginx's `log_format`, with these request headers. */
export function logFormat(headers: readonly string[]): string {
  const fields = headers.map((name) => `"${name}":"$http_${name.replaceAll('-', '_')}"`);
  const line = [
    '"method":"$request_method","target":"$request_uri","status":$status,"bytes":$body_bytes_sent',
    '"complete":"$request_completion","end":$msec,"took":$request_time,"connection":$connection',
    `"contentRange":"$sent_http_content_range","headers":{${fields.join(',')}}`,
  ].join(',');
  return `log_format account escape=json '{${line}}';`;
}

/** Reads what has been added to a log, and keeps what it has read. */
export class AccessLog {
  readonly #file: FileHandle;
  readonly #byFolder = new Map<string, LoggedRequest[]>();
  #position = 0;
  #rest = '';
  #reading: Promise<void> = Promise.resolve();

  constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<AccessLog> {
    return new AccessLog(await open(path, 'r'));
  }

  /** Everything below the folder of a name, in the order in which it was answered. */
  async requestsOf(folder: string): Promise<readonly LoggedRequest[]> {
    this.#reading = this.#reading.then(() => this.#readOn());
    await this.#reading;
    return this.#byFolder.get(folder) ?? [];
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #readOn(): Promise<void> {
    const { size } = await this.#file.stat();
    const length = size - this.#position;
    if (length <= 0) return;
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(length), 0, length, this.#position);
    this.#position += bytesRead;
    // Every byte that is not ASCII is escaped, so that no character is cut in two.
    const lines = (this.#rest + buffer.toString('latin1', 0, bytesRead)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#keep(loggedRequest(JSON.parse(line) as LogLine));
  }

  #keep(request: LoggedRequest): void {
    const folder = request.path.split('/')[1] ?? '';
    const known = this.#byFolder.get(folder);
    if (known === undefined) this.#byFolder.set(folder, [request]);
    else known.push(request);
  }
}

export function loggedRequest(line: LogLine): LoggedRequest {
  const endNs = Math.round(line.end * 1e9);
  const headers = Object.entries(line.headers).filter(([, value]) => value !== '');
  return {
    path: line.target.split('?')[0] ?? '',
    connection: line.connection,
    method: line.method,
    target: line.target,
    viaProxy: false,
    headers: Object.fromEntries(headers),
    status: line.status,
    offset: Number(/^bytes (\d+)-/.exec(line.contentRange)?.[1] ?? 0),
    bytes: line.bytes,
    complete: line.complete === 'OK',
    requestNs: endNs - Math.round(line.took * 1e9),
    firstByteNs: null,
    endNs,
  };
}
