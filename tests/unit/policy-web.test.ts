import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findCycle, ROOT, resolveImport, sources } from '../support/handler-sources.ts';

/** Without Node in it, nor anything else. */
const PURE = [
  'lib/model/json-value.ts',
  'lib/model/sensitivity.ts',
  'lib/wording/no-outcome.ts',
  'lib/wording/numbers.ts',
  'lib/wording/validation.ts',
];
const files = sources('web/src');

test('the policies see the files', () => {
  expect(files.length).toBeGreaterThan(15);
  expect(files.filter(({ path }) => path.endsWith('.tsx')).length).toBeGreaterThan(5);
});

test('the page is made of Preact and its own files; of lib it takes types, and what a browser can run', () => {
  for (const { path, imports, code } of files) {
    const foreign = imports.filter((name) => !/^(\.|preact(\/hooks)?$)/.test(name));
    expect(`${path} ${foreign}`).toBe(`${path} `);
    for (const name of imports.filter((one) => one.startsWith('.'))) {
      const target = resolveImport(path, name);
      expect({ path: target, exists: existsSync(join(ROOT, target)) }).toEqual({
        path: target,
        exists: true,
      });
    }
    for (const [statement, name] of code.matchAll(/import[^;]*from '([^']*\/lib\/[^']*)'/g))
      if (!PURE.includes(resolveImport(path, name!))) expect(statement).toMatch(/^import type/);
  }
});

test('views do not know each other', () => {
  for (const { path, imports } of files) {
    const [, view] = /^web\/src\/views\/(\w+)\//.exec(path) ?? [];
    const others = imports
      .filter((name) => name.startsWith('.'))
      .map((name) => resolveImport(path, name))
      .filter(
        (target) => /\/views\/|\/shell\/app/.test(target) && !target.startsWith(`web/src/views/${view}/`),
      );
    if (view) expect(`${path} ${others}`).toBe(`${path} `);
  }
});

test('there is no import cycle', () => {
  const graph = files.map(({ path, imports }): [string, string[]] => [
    path,
    imports.filter((name) => name.startsWith('.')).map((name) => resolveImport(path, name)),
  ]);
  expect(findCycle(new Map(graph))).toBeUndefined();
});

test('nothing becomes HTML or a script that was not written as such, and nothing asks but the one client', () => {
  for (const { path, code } of files) {
    expect(
      `${path} ${/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc/.exec(code) ?? ''}`,
    ).toBe(`${path} `);
    if (path !== 'web/src/api/client.ts')
      expect(`${path} ${/\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource/.exec(code) ?? ''}`).toBe(
        `${path} `,
      );
  }
});

test('the page is alike for every model: none is named', () => {
  for (const { path, text } of files)
    expect(`${path} ${/loan|churn|sentiment/i.exec(text) ?? ''}`).toBe(`${path} `);
});
