import type { ConnectPattern, Expect, RequestCount, RequestPattern } from '@fairfetch/contract';
import type { Misfit, SeenConnect, SeenRequest, Sight } from '../observation.ts';
import {
  fieldsInWords,
  fitsNumber,
  numberField,
  numberInWords,
  textField,
  type FieldMisfit,
} from './patterns.ts';
import { figure, listOf, shortened } from './words.ts';

/** What the origin saw against what it was to see. */
export function judgeSight(expect: Expect, sight: Sight): readonly Misfit[] {
  return [
    ...Object.entries(expect.requests ?? {}).flatMap(([file, patterns = []]) =>
      judgeRequests(file, patterns, ofFile(sight, file)),
    ),
    ...(expect.connects === undefined ? [] : judgeConnects(expect.connects, sight.connects)),
    ...(expect.connections === undefined || fitsNumber(expect.connections, sight.connections)
      ? []
      : [
          misfit(
            'connections',
            `${numberInWords(expect.connections)} connections`,
            figure(sight.connections),
          ),
        ]),
    ...(expect.gaps ?? []).flatMap((gap) => judgeGap(gap, ofFile(sight, gap.file))),
    ...(expect.before ?? []).flatMap(([first, second]) => judgeOrder(first, second, sight)),
  ];
}

function ofFile({ requests }: Sight, file: string): readonly SeenRequest[] {
  return requests.filter((each) => each.file === file);
}

function misfit(check: string, expected: string, seen: string): Misfit {
  return { check, rule: null, expected, seen };
}

function judgeRequests(
  file: string,
  patterns: readonly RequestPattern[] | RequestCount,
  seen: readonly SeenRequest[],
): readonly Misfit[] {
  if ('count' in patterns) {
    if (fitsNumber(patterns.count, seen.length)) return [];
    const expected = `${numberInWords(patterns.count)} requests of {${file}}`;
    return [misfit('requests', expected, allInWords(seen))];
  }
  if (patterns.length !== seen.length) {
    const expected = `${figure(patterns.length)} request${patterns.length === 1 ? '' : 's'} of {${file}}`;
    return [misfit('requests', expected, allInWords(seen))];
  }
  return patterns.flatMap((pattern, index) => {
    const fields = requestFields(pattern, seen[index] as SeenRequest);
    if (fields.length === 0) return [];
    const which = patterns.length === 1 ? `the request of {${file}}` : `request ${index} of {${file}}`;
    return [
      misfit('requests', `${which} with ${fieldsInWords(fields, 'expected')}`, fieldsInWords(fields, 'seen')),
    ];
  });
}

function requestFields(pattern: RequestPattern, seen: SeenRequest): readonly FieldMisfit[] {
  return [
    ...textField('method', pattern.method, seen.method),
    ...textField('target', pattern.target, seen.target),
    ...numberField('status', pattern.status, seen.status ?? undefined),
    ...numberField('offset', pattern.offset, seen.offset),
    ...numberField('bytes', pattern.bytes, seen.bytes),
    ...flagField('complete', pattern.complete, seen.complete),
    ...flagField('viaProxy', pattern.viaProxy, seen.viaProxy),
    ...headerFields(pattern.headers, seen.headers),
  ];
}

function flagField(name: string, pattern: boolean | undefined, value: boolean): readonly FieldMisfit[] {
  if (pattern === undefined || pattern === value) return [];
  return [{ name, expected: String(pattern), seen: String(value) }];
}

function headerFields(
  patterns: RequestPattern['headers'],
  headers: Readonly<Record<string, string>>,
): readonly FieldMisfit[] {
  return Object.entries(patterns ?? {}).flatMap(([name, pattern]) =>
    textField(`header ${name}`, pattern, headers[name]),
  );
}

function judgeConnects(patterns: readonly ConnectPattern[], seen: readonly SeenConnect[]): readonly Misfit[] {
  if (patterns.length !== seen.length) {
    const targets = seen.map(({ target }) => target);
    const found = seen.length === 0 ? 'none' : `${figure(seen.length)}: ${listOf(targets)}`;
    return [misfit('connects', `${figure(patterns.length)} CONNECT requests`, found)];
  }
  return patterns.flatMap((pattern, index) => {
    const { target, status, headers } = seen[index] as SeenConnect;
    const fields = [
      ...textField('target', pattern.target, target),
      ...numberField('status', pattern.status, status ?? undefined),
      ...headerFields(pattern.headers, headers),
    ];
    if (fields.length === 0) return [];
    return [
      misfit(
        'connects',
        `CONNECT ${index} with ${fieldsInWords(fields, 'expected')}`,
        fieldsInWords(fields, 'seen'),
      ),
    ];
  });
}

function judgeGap(
  { file, after, atLeastMs }: NonNullable<Expect['gaps']>[number],
  seen: readonly SeenRequest[],
): readonly Misfit[] {
  const [first, second] = [seen[after], seen[after + 1]];
  const expected = `at least ${figure(atLeastMs)} ms between requests ${after} and ${after + 1} of {${file}}`;
  if (first === undefined || second === undefined) return [misfit('gaps', expected, allInWords(seen))];
  const gapMs = (second.requestNs - (first.endNs ?? first.firstByteNs ?? first.requestNs)) / 1e6;
  return gapMs >= atLeastMs ? [] : [misfit('gaps', expected, `${gapMs.toFixed(1)} ms`)];
}

type Place = NonNullable<Expect['before']>[number][number];

function judgeOrder(first: Place, second: Place, sight: Sight): readonly Misfit[] {
  const find = ({ file, request }: Place): SeenRequest | undefined => ofFile(sight, file)[request];
  const [early, late] = [find(first), find(second)];
  const expected = `request ${first.request} of {${first.file}} before request ${second.request} of {${second.file}}`;
  if (early !== undefined && late !== undefined) {
    return early.requestNs < late.requestNs ? [] : [misfit('before', expected, 'the other way round')];
  }
  const missing = early === undefined ? first : second;
  return [misfit('before', expected, `no request ${missing.request} of {${missing.file}}`)];
}

function allInWords(seen: readonly SeenRequest[]): string {
  if (seen.length === 0) return 'none';
  return `${figure(seen.length)}: ${listOf(seen.map(requestInWords), 6)}`;
}

/** `GET with range bytes=5- answered 206 from byte 5`. */
function requestInWords({ method, headers, status, offset }: SeenRequest): string {
  const range = headers['range'] === undefined ? '' : ` with range ${shortened(headers['range'], 60)}`;
  const from = offset === 0 ? '' : ` from byte ${figure(offset)}`;
  return `${method}${range} answered ${status ?? 'with nothing'}${from}`;
}
