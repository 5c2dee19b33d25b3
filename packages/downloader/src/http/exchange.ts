import type { Dispatcher } from 'undici';
import type { AnswerHeaders } from '../download/answers.ts';
import type { Ask } from '../download/download.ts';
import { errorCode } from '../failures/system.ts';
import type { Connection, Connections } from './connections.ts';
import type { Watch, Watched } from './watch.ts';

/** An unwanted body up to this size is read to its end, so that the connection can be used again. */
const MOST_UNWANTED_BYTES = 64 * 1024;
/** How a kept connection fails when the server has closed it meanwhile. */
const CLOSED_CODES = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** Who is told what comes. After onEnd or onError nothing more comes, and the next request may be made at once. */
export interface Answerer {
  onConnected(): void;
  /** @returns whether the body is wanted */
  onAnswer(status: number, headers: AnswerHeaders): boolean;
  onPiece(piece: Buffer, controller: Dispatcher.DispatchController): void;
  /** The answer is over: its body is whole where it was wanted. */
  onEnd(): void;
  onError(error: Error): void;
  onSecond?(): void;
}

/**
 * One request and its answer at a time, over undici's dispatch level: no Response, no stream. Sees to everything about
 * connections: which one, when it stands still, when it was closed between two requests.
 */
export class Exchange implements Dispatcher.DispatchHandler, Watched {
  readonly #connections: Connections;
  readonly #watch: Watch;
  readonly #answerer: Answerer;
  #ask: Ask | undefined;
  #connection: Connection | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #answerBegan = false;
  #isWanted = true;
  #unwantedBytes = 0;
  isConnecting = true;
  bagAt = -1;
  moves = 0;
  seenMoves = -1;
  seenAtMs = 0;

  constructor(connections: Connections, watch: Watch, answerer: Answerer) {
    this.#connections = connections;
    this.#watch = watch;
    this.#answerer = answerer;
  }

  start(ask: Ask): void {
    this.#ask = ask;
    this.#watch.add(this);
    try {
      this.#connection = this.#connections.take(ask.url);
      this.#dispatch(this.#connection, ask);
    } catch (error) {
      this.#finish();
      this.#answerer.onError(error as Error);
    }
  }

  /** Cuts it off: onError is told, perhaps before this returns. */
  abort(error: Error): void {
    this.#isWanted = true;
    if (this.#controller !== undefined) {
      this.#controller.abort(error);
      return;
    }
    // Still connecting: there is no request that could be taken back.
    const connection = this.#connection;
    const client = connection?.client;
    void client?.destroy(error);
    connection?.socket?.destroy();
  }

  /** Nothing more is to come before resume(). */
  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  get isPaused(): boolean {
    return this.#controller?.paused === true;
  }

  #dispatch(connection: Connection, { url, headers }: Ask): void {
    this.#controller = undefined;
    this.#answerBegan = false;
    this.#isWanted = true;
    this.#unwantedBytes = 0;
    this.isConnecting = true;
    this.moves += 1;
    const path = url.pathname + url.search;
    const { proxy } = connection;
    if (proxy === undefined) {
      connection.client.dispatch({ method: 'GET', path, headers: headers as string[] }, this);
      return;
    }
    const authorization =
      proxy.authorization === undefined ? [] : ['proxy-authorization', proxy.authorization];
    connection.client.dispatch(
      {
        method: 'GET',
        path: `${url.origin}${path}`,
        headers: ['host', url.host, ...headers, ...authorization],
      },
      this,
    );
  }

  onSilence(error: Error): void {
    this.abort(error);
  }

  onSecond(): void {
    this.#answerer.onSecond?.();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.isConnecting = false;
    this.moves += 1;
    (this.#connection as Connection).awaitsAnswer = true;
    this.#answerer.onConnected();
  }

  onResponseStarted(): void {
    this.#answerBegan = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.moves += 1;
    if (status < 200) return;
    this.#isWanted = this.#answerer.onAnswer(status, headers);
    if (this.#isWanted) return;
    if (Number(headers['content-length']) > MOST_UNWANTED_BYTES) this.#drop(controller);
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.moves += 1;
    this.#answerer.onPiece(piece, controller);
    if (this.#isWanted) return;
    this.#unwantedBytes += piece.length;
    if (this.#unwantedBytes > MOST_UNWANTED_BYTES) this.#drop(controller);
  }

  onResponseEnd(): void {
    (this.#connection as Connection).hasServed = true;
    this.#finish();
    this.#answerer.onEnd();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    const connection = this.#connection as Connection;
    if (
      connection.hasServed &&
      !this.#answerBegan &&
      !connection.client.destroyed &&
      CLOSED_CODES.has(errorCode(error) ?? '')
    ) {
      // The server closed a kept connection as the request was on its way: no failure of this download, and a new
      // connection is opened for it at once.
      connection.hasServed = false;
      this.#dispatch(connection, this.#ask as Ask);
      return;
    }
    this.#finish();
    // What else happens to a body that nobody wants is nobody's concern.
    if (this.#isWanted) this.#answerer.onError(error);
    else this.#answerer.onEnd();
  }

  #drop(controller: Dispatcher.DispatchController): void {
    controller.abort(new Error('the body is not wanted'));
  }

  #finish(): void {
    this.#watch.remove(this);
    this.#controller = undefined;
    if (this.#connection !== undefined) this.#connections.giveBack(this.#connection);
    this.#connection = undefined;
  }
}
