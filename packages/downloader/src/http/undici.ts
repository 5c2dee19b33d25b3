// oxlint-disable-next-line typescript/triple-slash-reference -- an ambient declaration is no module to import
/// <reference path="./undici-parts.d.ts" />
/**
 * Only the parts of undici that are used: its index loads fetch, WebSocket, caches and mocks as well, which costs as
 * long again as starting Node.
 */
export { default as buildConnector } from 'undici/lib/core/connect.js';
export { default as Client } from 'undici/lib/dispatcher/client.js';
