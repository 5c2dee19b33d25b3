import { describe, expect, test } from 'vitest';
import { renderCheckMarkdown } from '../../src/check-report/index.ts';
import { readMarkdown } from '../support/read-formats.ts';
import { readPage } from './read-page.ts';
import * as reports from './reports.ts';

test('a planted regression', () => {
  expect(`\n${renderCheckMarkdown(reports.REGRESSED)}`).toMatchInlineSnapshot(`
    "
    ## Regression gate

    **regressed: a/one time +12.3 %, connections 10 → 30**

    - base main (1a2b3c4d5e): “Read the list line by line”
    - candidate the work tree (9f8e7d6c5b, with uncommitted changes): “Close connections after each file”
    - scenario seed; 42 to 60 blocks of base, candidate and base again, in random order
    - 1 min 3 s of racing (at most 1 min 0 s for each variant and scenario) after 48 s of preparation; seed 7

    | variant | metric | base | candidate | change | interval in % | least seen | p | verdict |
    | :--- | :--- | ---: | ---: | ---: | ---: | ---: | ---: | :--- |
    | a/one | time ms | 97.2 | 109.2 | +12.3 % | +11.1 to +13.6 | +6.1 % | &#60;0.0001 | **regressed** |
    | a/one | CPU ms | 41.5 | 42.2 | +1.7 % | +0.6 to +2.8 | +6.1 % | 1.00 | no change beyond 5 % |
    | a/one | memory MiB | 21.4 | 21.4 | 0.0 % | −1.0 to +1.1 | +6.1 % | 1.00 | no change beyond 5 % |
    | a/one | connections | 10 | 30 | 10 → 30 | - | - | &#60;0.0001 | **regressed** |
    | b/two | time ms | 97.2 | 97.6 | +0.4 % | −0.7 to +1.5 | +6.1 % | 1.00 | no change beyond 5 % |
    | b/two | CPU ms | 41.5 | 41.2 | −0.7 % | −1.8 to +0.4 | +6.1 % | 1.00 | no change beyond 5 % |
    | b/two | memory MiB | 21.4 | 21.4 | 0.0 % | −1.0 to +1.1 | +6.1 % | 1.00 | no change beyond 5 % |

    \`\`\`text
              −4.8 %                                   +13.6 %
    a/one
      time    ·            ┊            ·              ╶──┼───  +12.3 %
      CPU     ·            ┊ ──┼───     ·                       +1.7 %
      memory  ·         ╶──┼──╴         ·                       0.0 %
    b/two
      time    ·          ╶──┼──╴        ·                       +0.4 %
      CPU     ·       ╶──┼──╴           ·                       −0.7 %
      memory  ·         ╶──┼──╴         ·                       0.0 %
              ┊ no change   · what matters (5 %)   log scale
    \`\`\`

    ### Why it regressed

    - a/one: time +12.3 %, connections 10 → 30
      - 30 connections where there were 10
      - most of the difference is connecting, handshakes included: 31 ms where it was 10 ms

    ### Not in the table

    - a/one: the same in every run: requests and bytes resent; no run failed; every conformance case comes out the same
    - b/two: the same in every run: connections, requests and bytes resent; no run failed; every conformance case comes out the same

    ### Other variants

    - not reached by the change: c/three, c/four

    ### What to do next

    - Repeat it with the same orders of runs (at 9f8e7d6c5b4a with the same changes):

      \`\`\`sh
      npm run check -- --base=1a2b3c4d5e6f --only a/one --seed 7
      \`\`\`

    - Where it is meant, say so in the change: once that is merged it is the base of the next check.

    <details><summary>What the columns mean</summary>

    change: candidate over both copies of the base, block by block (not the quotient of the medians beside it); least seen: a candidate that truly takes so much more is called regressed in four such sessions out of five; regressed: the candidate takes more by at least what matters, and p, adjusted by Holm for 14 comparisons, is at most 1 %; intervals hold the truth with 95 % confidence, however often they were looked at.

    </details>

    <details><summary>Where this is from</summary>

    - started 2026-01-02T03:04:05.000Z, seed 7, level 1 %, confidence 95 %
    - base 1a2b3c4d5e6f708192a3b4c5d6e7f80912345678 of 2026-01-02T03:04:05.000Z
    - candidate 9f8e7d6c5b4a39281706f5e4d3c2b1a098765432 of 2026-01-02T03:04:05.000Z, changes sha256:0011223344556677
    - Example CPU 3000, 2 cores, 8.0 GiB, Linux 6.1.0, files on tmpfs
    - machine c0ffee, fairfetch 0.1.0, Node 26.10.0
    - fairfetch-origin: 0.1.0
    - a/one: 60 blocks in 31 s, until all was decided
    - b/two: 42 blocks in 31 s, until all was decided

    </details>
    "
  `);
});

test('nothing to judge has no table and no plot', () => {
  const text = renderCheckMarkdown(reports.NOTHING);
  expect(text).toContain('**nothing to judge: the base is the candidate**');
  expect(readMarkdown(text)).toEqual([]);
  expect(text).not.toContain('```');
});

const DETAILS = new Set(['<details>', '<summary>', '</summary>', '</details>']);

describe.each(Object.entries(reports.REPORTS))('%s', (_name, report) => {
  const text = renderCheckMarkdown(report);
  const page = readPage(text);

  test('every line of the table has all of its cells', () => {
    const widths = new Set(readMarkdown(page.prose).map((cells) => cells.length));
    expect([...widths]).toEqual(report.comparisons.length === 0 ? [] : [9]);
  });

  test('has no markup but its own', () => {
    const tags = page.prose.match(/<[^>]*>?/g) ?? [];
    expect(new Set(tags)).toEqual(DETAILS);
    expect(page.prose).not.toMatch(/`|\[|\]\(|@\w|:\/\/|www\./);
    const loud = page.prose.match(/\*\*[^*]*\*\*/g) ?? [];
    expect(page.prose.replaceAll(/\*\*[^*]*\*\*/g, '')).not.toContain('*');
    expect(loud.length).toBeGreaterThan(0);
    for (const heading of page.prose.match(/^#.*/gm) ?? []) expect(heading).toMatch(/^##+ [A-Z][a-z ]+$/);
  });

  test('no control character is left', () => {
    expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}|\p{Cs}/u);
  });

  test('every fence is closed', () => {
    expect(page.isClosed).toBe(true);
  });
});

test('names of others show as they are', () => {
  const [, , row = []] = readMarkdown(renderCheckMarkdown(reports.HOSTILE));
  expect(readPage(row[0] ?? '').decoded).toBe(
    '| a | <img src=x onerror=alert(1)> `code` ``` [link](http://evil.test) @everybody, all %0A::error::x red & "q" \'s\' ]]> $(reboot) # heading ::set-output name=x::y \uFFFD **bold** www.evil.test',
  );
});
