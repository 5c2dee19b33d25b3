export { Connections } from './connections.ts';
export { transfer, type TransferContext } from './transfer.ts';
export { undiciVersion } from './version.ts';
