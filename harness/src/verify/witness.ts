import type { Witness } from '@fairfetch/contract';
import type { Truth } from '../run/index.ts';

/** The figures of the origin's account that are kept with the run; its timelines are kept beside it. */
export function witnessOf(truth: Truth): Witness {
  const { firstRequestNs, lastByteNs } = truth;
  const inside = firstRequestNs === null || lastByteNs === null ? null : lastByteNs - firstRequestNs;
  return {
    connections: truth.connections,
    tlsHandshakes: truth.tlsHandshakes,
    failedHandshakes: truth.failedHandshakes,
    requests: truth.requests,
    requestsByStatus: { ...truth.requestsByStatus },
    requestsByHttp: { ...truth.requestsByHttp },
    strayRequests: truth.strayRequests,
    bodyBytes: truth.bodyBytes,
    peakInFlight: truth.peakInFlight,
    peakConnections: truth.peakConnections,
    firstRequestNs,
    lastByteNs,
    insideNs: inside,
    originCpuNs: truth.cpuNs,
  };
}
