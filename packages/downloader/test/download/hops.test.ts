import { describe, expect, test } from 'vitest';
import type { Decision, Download } from '../../src/download/download.ts';
import { failure } from '../../src/failures/failure.ts';
import { begin, headersOf } from './begin.ts';

function follow(download: Download, location: string): Decision {
  return download.answered(302, { location });
}

describe('redirects', () => {
  const home = ['-H', 'X-Own: 1', '-H', 'Cookie: a=b'];
  test('headers and credentials stay at home, and what was dropped stays dropped', () => {
    const { download } = begin(home, { url: 'http://u:p@h.test/a' });
    download.startAttempt();
    expect(headersOf(download)).toMatchObject({ 'X-Own': '1', authorization: 'Basic dTpw' });
    follow(download, '/b');
    expect(download.ask().url.pathname).toBe('/b');
    expect(headersOf(download)).toMatchObject({ 'X-Own': '1', authorization: 'Basic dTpw' });
    follow(download, 'http://other.test/c');
    expect(headersOf(download)).not.toHaveProperty('X-Own');
    expect(headersOf(download)).not.toHaveProperty('authorization');
    follow(download, 'http://h.test/d');
    expect(headersOf(download)).not.toHaveProperty('X-Own');
    expect(headersOf(download)).not.toHaveProperty('authorization');
    download.fail(failure('reset', { reason: 'gone' }));
    download.startAttempt();
    expect(download.ask().url.pathname).toBe('/a');
    expect(headersOf(download)).toMatchObject({ 'X-Own': '1', authorization: 'Basic dTpw' });
  });

  test('credentials in a Location are that hop’s', () => {
    const { download } = begin();
    download.startAttempt();
    follow(download, 'http://v:q@other.test/c');
    expect(headersOf(download)).toMatchObject({ authorization: 'Basic djpx' });
    follow(download, 'https://other.test/d');
    expect(headersOf(download)).not.toHaveProperty('authorization');
  });

  test('--header goes before what is ours and before a URL’s credentials, at home', () => {
    const own = ['-H', 'Authorization: Bearer x', '-H', 'User-Agent: mine', '-H', 'X: é'];
    const { download } = begin(own, { url: 'http://u:p@h.test/a' });
    download.startAttempt();
    const sent = headersOf(download);
    expect(sent).toMatchObject({ Authorization: 'Bearer x', 'User-Agent': 'mine', X: 'Ã©' });
    expect(sent).not.toHaveProperty('authorization');
    expect(sent).not.toHaveProperty('user-agent');
    follow(download, 'http://other.test/');
    expect(headersOf(download)).toMatchObject({ 'user-agent': 'agent/1' });
  });

  test.each<[string | undefined, string]>([
    [undefined, 'the redirect leads nowhere: no Location'],
    ['http://', "the redirect leads nowhere: 'http://' is not a URL"],
    ['ftp://h.test/', 'the redirect leads nowhere: ftp is neither http nor https'],
  ])('to %s', (location, message) => {
    const { download } = begin();
    download.startAttempt();
    const headers = location === undefined ? {} : { location };
    expect(download.answered(301, headers)).toMatchObject({
      do: 'fail',
      failure: { code: 'bad-redirect', message },
    });
  });

  test('as many as allowed, and not one more; the count begins anew with each attempt', () => {
    const { download } = begin(['--max-redirects', '2']);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      download.startAttempt();
      expect(follow(download, '/1').do).toBe('ask-again');
      expect(follow(download, '/2').do).toBe('ask-again');
      expect(follow(download, '/3')).toMatchObject({
        do: 'fail',
        failure: { code: 'too-many-redirects', message: 'more than 2 redirects' },
      });
      download.fail(failure('reset', { reason: 'gone' }));
    }
  });

  test('UTF-8 that was not encoded, and a fragment', () => {
    const { download } = begin();
    download.startAttempt();
    follow(download, Buffer.from('/é#part').toString('latin1'));
    expect(download.ask().url.pathname).toBe('/%C3%A9');
  });
});
