export { makeAuthority, type CertificateAuthority, type Identity } from './certificates.ts';
export { commandOf } from './manifest.ts';
export { runProcess, runRace, startRace, Workspace, type ProgramCommand } from './run-program.ts';
export {
  bodyOf,
  closedPort,
  serveHttp,
  serveHttps,
  serveRaw,
  serveTcp,
  sha256Of,
  type TestServer,
} from './servers.ts';
export { testVariant, type Variant } from './suite.ts';
export { readVectors } from './vectors.ts';
