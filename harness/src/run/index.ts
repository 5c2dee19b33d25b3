export type { Course, Executor, ExpectedFile, RunRequest, RunResult, Timeline, Truth } from './executor.ts';
export { builtBinaries, requireBinaries, type Binaries } from './binaries.ts';
export { openRealExecutor } from './real-executor.ts';
export { openScratch, type Scratch } from './scratch.ts';
export { ownNames, type RunFolder } from './run-folder.ts';
export { takeLock, type Lock } from './lock.ts';
export { launch } from './launcher-client.ts';
export { startOrigin, type OriginClient } from './origin-client.ts';
export type { OpenedSession, ServedFile } from './origin-session.ts';
