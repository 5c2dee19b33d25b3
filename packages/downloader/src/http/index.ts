export { Connections } from './connections.ts';
export { Exchange, type Answerer } from './exchange.ts';
export { type Proxies } from './proxies.ts';
export { carryOver } from './transfer.ts';
export { undiciVersion } from './version.ts';
export { Watch } from './watch.ts';
