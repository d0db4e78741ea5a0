import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/handler-sources.ts';
import { anchorsOf, brokenLinks, markdownFiles } from '../support/markdown-links.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

test.each(markdownFiles())('%s links to what is there', (path) => {
  expect(brokenLinks(path, read(path))).toEqual([]);
});

test('the documents are found, and each is linked from the README', () => {
  const files = markdownFiles();
  expect(files).toEqual(expect.arrayContaining(['README.md', 'bench/RESULTS.md', 'docs/api.md']));
  const linked = files.filter(
    (path) => path.startsWith('docs/') && !read('README.md').includes(`](${path})`),
  );
  expect(linked).toEqual([]);
});

test.each([
  ['[a](nothing.md)', 'there is no docs/nothing.md'],
  ['[a](README.md)', 'there is no docs/README.md'],
  ['[a](../README.md#no-such-heading)', 'README.md has no heading no-such-heading'],
  ['# Here\n\n[a](#there)', 'docs/x.md has no heading there'],
  ['```\n# there\n```\n\n[a](#there)', 'docs/x.md has no heading there'],
  ['[`code`](../lib/nothing.ts)', 'there is no lib/nothing.ts'],
  ['[a](../lib#x)', 'a folder has no anchors'],
])('%j would be found', (text, expected) => {
  expect(brokenLinks('docs/x.md', text).join('\n')).toContain(expected);
});

test.each([
  '[a](../README.md)',
  '[a](https://example.com/nothing.md#x)',
  '# Two words, `and.code`\n\n[a](#two-words-andcode)',
  '`[a](nothing.md)`',
  '```\n[a](nothing.md)\n```',
])('%j is fine', (text) => {
  expect(brokenLinks('docs/x.md', text)).toEqual([]);
});

test('headings of the same words have numbers', () => {
  expect(anchorsOf('# A b\n## A b\n## [A b](x.md)')).toEqual(['a-b', 'a-b-1', 'a-b-2']);
});
