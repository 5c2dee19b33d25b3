export type {
  ConnectHead,
  Course,
  Executor,
  ExpectedFile,
  RequestHead,
  RunRequest,
  RunResult,
  Timeline,
  Truth,
} from './executor.ts';
export { startOrigin, OriginLost, type OriginClient } from './origin-client.ts';
export type { OpenedSession, ServedFile } from './origin-session.ts';
export { builtBinaries, builtCeiling, requireBinaries, type Binaries } from './binaries.ts';
export { openRealExecutor } from './real-executor.ts';
export { openScratch, removeStale, type Scratch } from './scratch.ts';
export { ownNames, type RunFolder } from './run-folder.ts';
export { takeLock, type Lock } from './lock.ts';
export { launch } from './launcher-client.ts';
