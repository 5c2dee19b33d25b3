export { collectProvenance, type ProvenanceInput } from './provenance.ts';
export { isCeiling } from './check-session.ts';
export {
  hostDifferences,
  provenanceDifferences,
  variantDifferences,
  type Difference,
} from './differences.ts';
export { SESSION_FORMAT } from './formats.ts';
export { hostHash } from './machine.ts';
export { makeResultsFolder, resultsName } from './results-folder.ts';
export { mergeShards, type Joined } from './merge.ts';
export { newSitting } from './sitting.ts';
export { readResults, type Stored } from './read-back.ts';
export { openStore, reopenStore, writeReport, type Store } from './store.ts';
export { storedRun, type Place } from './stored-run.ts';
export { Versions } from './versions.ts';
export { writeJoined } from './write-joined.ts';
