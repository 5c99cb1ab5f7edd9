import { nullTranslator } from '@jupyterlab/translation';

import { ITheme, draw } from '../drawing';
import { fileName, scaleOf } from '../exporting';
import { place } from '../layout';
import { merge } from '../model';
import type { LineageLink, LineageNode } from '../records';
import { escape, shorten, shortenName } from '../svgtext';
import { fakeLineage, fakeLink, fakeNode } from './fake';

const HOSTILE =
  '</text><script>hit()</script><a href="javascript:hit()">\u0000\ud800&';
const THEME: ITheme = {
  font: '"A font", sans-serif',
  ground: '#101010',
  text: '#eeeeee',
  quiet: '#bbbbbb',
  border: '#888888',
  accent: '#0000ff',
  success: '#00ff00',
  warning: '#ff8800',
  error: '#ff0000'
};

function drawn(nodes: LineageNode[], links: LineageLink[] = []) {
  const graph = merge([fakeLineage(nodes, links)]);
  const drawing = draw({
    graph,
    places: place(graph),
    root: nodes[0].id,
    theme: THEME,
    trans: nullTranslator.load('jupyter_ext'),
    measure: text => text.length * 6,
    now: new Date('2026-11-21T14:02:03Z')
  });
  const parsed = new DOMParser().parseFromString(drawing.svg, 'image/svg+xml');
  expect(parsed.querySelector('parsererror')).toBeNull();
  return { ...drawing, parsed };
}

it('is a picture by itself, with real text, in the colours of the theme', () => {
  const { parsed, svg, width, height } = drawn(
    [
      fakeNode('root', { name: 'today 14:02', detail: 'Scores', upstream: 1 }),
      fakeNode('v', {
        kind: 'artifact_version',
        name: 'data',
        number: 3,
        size: 1200,
        state: null
      })
    ],
    [fakeLink('v', 'root', { kind: 'input', aliases: ['cases'] })]
  );

  const texts = [...parsed.querySelectorAll('text')].map(
    one => one.textContent
  );
  expect(texts).toEqual([
    'input cases',
    'today 14:02',
    'succeeded · Scores',
    'data v3',
    'artifact version · 1.2 kB'
  ]);
  const root = parsed.documentElement;
  expect(root.getAttribute('width')).toBe(String(width));
  expect(root.getAttribute('height')).toBe(String(height));
  expect(root.getAttribute('font-family')).toBe(THEME.font);
  expect(parsed.querySelector('title')!.textContent).toBe(
    'Graph of today 14:02'
  );
  expect(parsed.querySelector('desc')!.textContent).toContain(
    '2026-11-21 14:02:03 UTC'
  );
  expect(svg).toContain(THEME.success);
  expect(svg).not.toContain('var(');
  expect(svg).not.toMatch(/foreignObject|class=|href/);
});

it('takes hostile names for text', () => {
  const { parsed } = drawn(
    [
      fakeNode('root', { name: HOSTILE, detail: HOSTILE, state: HOSTILE }),
      fakeNode('v', { name: HOSTILE, by: HOSTILE, kind: HOSTILE as any })
    ],
    [fakeLink('v', 'root', { kind: HOSTILE as any, aliases: [HOSTILE] })]
  );

  expect(
    parsed.querySelectorAll('script, a, foreignObject, image')
  ).toHaveLength(0);
  for (const one of parsed.querySelectorAll('*')) {
    for (const { name } of one.attributes) {
      expect(name).not.toMatch(/^on|href/);
    }
  }
  expect(parsed.querySelector('title')!.textContent).toContain('<script>');
});

it('marks what was deleted', () => {
  const { parsed } = drawn([
    fakeNode('root'),
    fakeNode('gone', { deleted: true })
  ]);

  const dashed = parsed.querySelectorAll('[stroke-dasharray]');
  expect(dashed).toHaveLength(1);
  const group = dashed[0].closest('g')!;
  expect(
    group.querySelector('[text-decoration=line-through]')!.textContent
  ).toBe('gone');
  expect(group.textContent).toContain('deleted');
});

it('shortens names to the room that there is, by whole characters', () => {
  const width = (text: string) => Array.from(text).length;
  expect(shorten('short', 10, width)).toBe('short');
  expect(shorten('a long name', 7, width)).toBe('a long…');
  expect(shorten('😀😀😀😀', 3, width)).toBe('😀😀…');
  const { parsed } = drawn([fakeNode('root', { name: 'long '.repeat(60) })]);
  const text = parsed.querySelector('text')!.textContent!;
  expect(text.length).toBeLessThan(40);
  expect(text).toMatch(/^long .*… long$/);
});

it('keeps the last word of a name that has to be shortened', () => {
  const width = (text: string) => Array.from(text).length;
  const cut = (name: string) => shortenName(name, 20, width);
  expect(cut('Monthly data · scores')).toBe('Monthly da… · scores');
  expect(cut('Monthly data of all branches v12')).toBe('Monthly data of… v12');
  // Where there is none, or it would leave nothing of the beginning.
  expect(cut('a_very_long_name_without_a_space')).toBe('a_very_long_name_wi…');
  expect(cut('scores of everybodywhowasthere')).toBe('scores of everybody…');
});

it('leaves out what XML has no place for', () => {
  expect(escape('a\u0000\u001fb\ud800c\udc00d😀<&>"')).toBe(
    'abcd😀&lt;&amp;&gt;&quot;'
  );
});

it('names files as any system takes them', () => {
  expect(fileName('today 14:02')).toBe('graph-today-14-02');
  expect(fileName('../../etc/passwd')).toBe('graph-etc-passwd');
  expect(fileName('Überall データ v3')).toBe('graph-Überall-データ-v3');
  expect(fileName('<>')).toBe('graph-of-an-object');
  expect(fileName('x'.repeat(500)).length).toBeLessThan(80);
});

it('draws large graphs as fine as a browser can', () => {
  expect(scaleOf(800, 600)).toBe(2);
  for (const [width, height] of [
    [900, 40_000],
    [60_000, 300],
    [20_000, 20_000]
  ]) {
    const scale = scaleOf(width, height);
    expect(Math.max(width, height) * scale).toBeLessThanOrEqual(16_001);
    expect(width * height * scale ** 2).toBeLessThanOrEqual(64_000_001);
  }
});
