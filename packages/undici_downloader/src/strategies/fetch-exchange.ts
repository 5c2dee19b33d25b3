import type { AnswerHeaders, Ask, Decision, Download } from '@fairfetch/downloader';
import { Exchange, type Answerer, type Connections, type Watch } from '@fairfetch/downloader/http';
import type { Dispatcher } from 'undici';

/** What fetch has for a handler, of the undici inside Node. */
type Handler = Dispatcher.DispatchHandler;

/** What a fetch came to: the body is empty where it is not wanted. */
export interface Fetched {
  readonly response: Response;
  readonly decision: Decision;
}

/**
 * Node's own fetch over the connections that all strategies share. Of what fetch would send nothing is taken: it joins
 * headers that are given twice and asks for encodings of its own. Of what it is given two things are kept from it: the
 * encoding, as it would unpack what has to be stored as it is, and how a body breaks off, as it would throw away what
 * has come.
 */
export class FetchExchange implements Answerer {
  readonly #download: Download;
  readonly #exchange: Exchange;
  #ask: Ask | undefined;
  #handler: Handler | undefined;
  #decision: Decision | undefined;
  #abortedBy: Error | undefined;
  /** Why the body ended early, if it did. */
  brokenBy: unknown;

  constructor(download: Download, connections: Connections, watch: Watch) {
    this.#download = download;
    this.#exchange = new Exchange(connections, watch, this);
  }

  async fetch(ask: Ask): Promise<Fetched> {
    this.#ask = ask;
    this.#decision = undefined;
    // fetch refuses a URL with credentials in it; they are among the headers.
    const address = `${ask.url.origin}${ask.url.pathname}${ask.url.search}`;
    const response = await fetch(address, {
      redirect: 'manual',
      // fetch asks no more of a dispatcher than to dispatch.
      dispatcher: this as never,
    });
    return { response, decision: this.#decision as unknown as Decision };
  }

  abort(error: Error): void {
    // fetch takes a while before it dispatches.
    this.#abortedBy = error;
    this.#exchange.abort(error);
  }

  /** Called by fetch, as a dispatcher's. */
  dispatch(_: unknown, handler: Handler): boolean {
    this.#handler = handler;
    if (this.#abortedBy === undefined) this.#exchange.start(this.#ask as Ask);
    else this.onError(this.#abortedBy);
    return true;
  }

  onConnected(): void {
    this.#download.connected = true;
    this.#handler?.onRequestStart?.(this.#controller, null);
  }

  onAnswer(status: number, headers: AnswerHeaders): boolean {
    this.#decision = this.#download.answered(status, headers);
    this.#handler?.onResponseStarted?.();
    // A status that may have no body would have it left unread.
    this.#handler?.onResponseStart?.(this.#controller, 200, {}, '');
    return this.#decision.do === 'store';
  }

  onPiece(piece: Buffer): void {
    this.#download.counted(piece.length);
    if (this.#decision?.do !== 'store') return;
    const flaw = this.#download.body.receive(piece);
    if (flaw === undefined) this.#handler?.onResponseData?.(this.#controller, piece);
    else this.#exchange.abort(flaw);
  }

  onEnd(): void {
    this.#handler?.onResponseEnd?.(this.#controller, {});
  }

  onError(error: Error): void {
    if (this.#decision === undefined) {
      this.#handler?.onResponseError?.(this.#controller, error);
      return;
    }
    this.brokenBy = error;
    this.onEnd();
  }

  /** What fetch may do to an answer on its way. */
  readonly #controller: Dispatcher.DispatchController = {
    aborted: false,
    paused: false,
    reason: null,
    rawHeaders: null,
    rawTrailers: null,
    pause: () => this.#exchange.pause(),
    resume: () => this.#exchange.resume(),
    abort: (reason) => this.#exchange.abort(reason),
  };
}
