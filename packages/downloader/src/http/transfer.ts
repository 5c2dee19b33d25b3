import type { DownloadRecord } from '@fairfetch/contract';
import type { Dispatcher } from 'undici';
import { Download, withoutAttempt, type DownloadContext } from '../download.ts';
import { errorCode, type DownloadFailure } from '../failures.ts';
import { PartFile, type OutputFolder } from '../files.ts';
import type { PlannedJob } from '../jobs.ts';
import { percentDecode } from '../names.ts';
import type { Connection, Connections } from './connections.ts';

/** An unwanted body up to this size is read to its end, so that the connection can be used again. */
const MOST_UNWANTED_BYTES = 64 * 1024;
/** How a kept connection fails when the server has closed it meanwhile. */
const CLOSED_CODES = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

export interface TransferContext extends DownloadContext {
  readonly folder: OutputFolder;
  readonly connections: Connections;
  readonly userAgent: string;
}

/** Carries out one job over undici's dispatch level: no Response, no stream, pieces go from the socket to the file. */
export function transfer(
  job: PlannedJob,
  context: TransferContext,
  end: (record: DownloadRecord) => void,
): void {
  let path: string;
  try {
    path = context.folder.place(job.path);
  } catch (error) {
    end(withoutAttempt(job, error, context));
    return;
  }
  new Transfer(job, path, context, end).start();
}

class Transfer implements Dispatcher.DispatchHandler {
  readonly #context: TransferContext;
  readonly #download: Download;
  readonly #end: (record: DownloadRecord) => void;
  readonly #url: URL;
  readonly #file: PartFile;
  #connection: Connection | undefined;
  #refusal: DownloadFailure | undefined;
  #answerBegan = false;

  constructor(
    job: PlannedJob,
    path: string,
    context: TransferContext,
    end: (record: DownloadRecord) => void,
  ) {
    this.#context = context;
    this.#end = end;
    this.#url = new URL(job.url);
    this.#file = new PartFile(path);
    this.#download = new Download(job, context);
  }

  start(): void {
    try {
      this.#connection = this.#context.connections.take(this.#url.origin);
      this.#dispatch();
    } catch (error) {
      this.#fail(error);
    }
  }

  #dispatch(): void {
    const { pathname, search } = this.#url;
    const options = { method: 'GET', path: pathname + search, headers: this.#headers() };
    (this.#connection as Connection).client.dispatch(options, this);
  }

  #headers(): string[] {
    const headers = ['accept', '*/*', 'accept-encoding', 'identity', 'user-agent', this.#context.userAgent];
    const { username, password } = this.#url;
    if (username !== '' || password !== '') headers.push('authorization', basic(username, password));
    return headers;
  }

  onRequestStart(): void {
    this.#download.connected = true;
  }

  onResponseStarted(): void {
    this.#answerBegan = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    const length = headers['content-length'];
    const contentLength = typeof length === 'string' ? length : undefined;
    this.#refusal = this.#download.answered(status, contentLength);
    if (this.#refusal !== undefined && !(Number(contentLength) <= MOST_UNWANTED_BYTES)) {
      controller.abort(this.#refusal);
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.#download.received(piece);
    if (this.#refusal === undefined) this.#file.write(piece);
  }

  onResponseEnd(): void {
    const { connections } = this.#context;
    const connection = this.#connection as Connection;
    connection.hasServed = true;
    connections.giveBack(connection);
    try {
      if (this.#refusal !== undefined) throw this.#refusal;
      this.#download.verify();
      this.#file.commit();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#end(this.#download.complete());
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const connection = this.#connection as Connection;
    if (connection.hasServed && !this.#answerBegan && CLOSED_CODES.has(errorCode(error) ?? '')) {
      // The server closed a kept connection as the request was on its way: no failure of this download, and a new
      // connection is opened for it at once.
      connection.hasServed = false;
      this.#dispatch();
      return;
    }
    this.#context.connections.giveBack(connection);
    this.#fail(error);
  }

  #fail(error: unknown): void {
    try {
      this.#file.discard();
    } catch {
      // The first failure is the one that tells; a disk that cannot remove a part either adds nothing to it.
    }
    this.#end(this.#download.fail(error));
  }
}

function basic(username: string, password: string): string {
  const credentials = `${percentDecode(username)}:${percentDecode(password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}
