import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { stateDrawing } from '../ui';
import { HEIGHT, Places, WIDTH, along, curve, wordShare } from './layout';
import type { IGraph } from './model';
import {
  LineageNode,
  kindIcon,
  linkWord,
  nodeNote,
  nodeShape,
  nodeTitle
} from './records';
import { escape, round, shorten, shortenName } from './svgtext';

/** Colours and fonts as the theme has them now. */
export interface ITheme {
  font: string;
  ground: string;
  text: string;
  quiet: string;
  border: string;
  accent: string;
  success: string;
  warning: string;
  error: string;
}

const VARIABLES: Record<keyof ITheme, [variable: string, otherwise: string]> = {
  font: ['--jp-ui-font-family', 'sans-serif'],
  ground: ['--jp-layout-color1', '#ffffff'],
  text: ['--jp-ui-font-color1', '#212121'],
  quiet: ['--jp-ui-font-color2', '#616161'],
  border: ['--jp-border-color1', '#bdbdbd'],
  accent: ['--jp-brand-color1', '#1976d2'],
  success: ['--jp-success-color1', '#388e3c'],
  warning: ['--jp-warn-color1', '#bf360c'],
  error: ['--jp-error-color1', '#d32f2f']
};

/** The theme that an element is shown in; a file knows no variables. */
export function themeOf(element: Element): ITheme {
  const style = getComputedStyle(element);
  return Object.fromEntries(
    Object.entries(VARIABLES).map(([name, [variable, otherwise]]) => [
      name,
      style.getPropertyValue(variable).trim() || otherwise
    ])
  ) as unknown as ITheme;
}

/** The width of a text in pixels, in a CSS font. */
export type Measure = (text: string, font: string) => number;

export interface IDrawing {
  svg: string;
  width: number;
  height: number;
}

export interface IDrawn {
  graph: IGraph;
  places: Places;
  root: string;
  theme: ITheme;
  trans: TranslationBundle;
  measure: Measure;
  now: Date;
}

const MARGIN = 24;
const SIZE = 13; // of names, in pixels
const SMALL = 11;

/** The graph as a picture that needs nothing else: real text, no scripts. */
export function draw(drawn: IDrawn): IDrawing {
  const { graph, places, root, theme, trans } = drawn;
  const xs = [...places.values()].map(one => one.x);
  const ys = [...places.values()].map(one => one.y);
  const [left, top] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN];
  const width = Math.ceil(Math.max(...xs) + WIDTH + MARGIN - left);
  const height = Math.ceil(Math.max(...ys) + HEIGHT + MARGIN - top);
  const title = trans.__(
    'Graph of %1',
    nodeTitle(graph.nodes.get(root)!, trans)
  );
  const about = trans._n(
    '%1 object or version; drawn %2',
    '%1 objects and versions; drawn %2',
    graph.nodes.size,
    `${drawn.now.toISOString().slice(0, 19).replace('T', ' ')} UTC`
  );
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"` +
      ` viewBox="${Math.floor(left)} ${Math.floor(top)} ${width} ${height}"` +
      ` font-family="${escape(theme.font)}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<desc>${escape(about)}</desc>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4"' +
      ' markerWidth="8" markerHeight="8" orient="auto">' +
      `<path d="M0 0L8 4L0 8Z" fill="${escape(theme.quiet)}"/></marker></defs>`,
    `<rect x="${Math.floor(left)}" y="${Math.floor(top)}" width="${width}"` +
      ` height="${height}" fill="${escape(theme.ground)}"/>`,
    ...drawLinks(drawn),
    ...[...graph.nodes.values()].map(node => drawNode(node, drawn)),
    '</svg>'
  ];
  return { svg: parts.join('\n'), width, height };
}

function drawLinks(drawn: IDrawn): string[] {
  const { graph, places, theme, trans } = drawn;
  const share = wordShare(graph);
  const lines: string[] = [];
  const words: string[] = [];
  for (const link of graph.links) {
    const [source, target] = [
      places.get(link.source)!,
      places.get(link.target)!
    ];
    const at = along(source, target, share(link));
    lines.push(
      `<path d="${curve(source, target)}" fill="none"` +
        ` stroke="${escape(theme.border)}" stroke-width="1.25"` +
        ' marker-end="url(#arrow)"/>'
    );
    words.push(
      textAt(at.x, at.y - 3, linkWord(link, trans), {
        size: SMALL,
        fill: theme.quiet,
        room: 110,
        more:
          ` text-anchor="middle" stroke="${escape(theme.ground)}"` +
          ' stroke-width="3" paint-order="stroke"',
        drawn
      })
    );
  }
  return [...lines, ...words];
}

function drawNode(node: LineageNode, drawn: IDrawn): string {
  const { places, root, theme, trans } = drawn;
  const { x, y } = places.get(node.id)!;
  const shape = nodeShape(node);
  const title = nodeTitle(node, trans);
  const note = nodeNote(node, trans);
  const isRoot = node.id === root;
  const beside = x + 34 + (shape ? 16 : 0);
  return [
    '<g>',
    `<title>${escape(`${title}\n${note}`)}</title>`,
    `<rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="3"` +
      ` fill="${escape(theme.ground)}"` +
      ` stroke="${escape(isRoot ? theme.accent : node.deleted ? theme.quiet : theme.border)}"` +
      ` stroke-width="${isRoot ? 2 : 1}"` +
      `${node.deleted ? ' stroke-dasharray="4 3"' : ''}/>`,
    iconAt(x + 10, y + 15, node.kind, theme),
    textAt(x + 34, y + 19, title, {
      size: SIZE,
      fill: theme.text,
      room: WIDTH - 44,
      cut: shortenName,
      more: node.deleted
        ? ' text-decoration="line-through"'
        : ' font-weight="600"',
      bold: !node.deleted,
      drawn
    }),
    shape ? shapeAt(x + 34, y + 26, shape, theme) : '',
    textAt(beside, y + 36, note, {
      size: SMALL,
      fill: theme.quiet,
      room: x + WIDTH - 10 - beside,
      drawn
    }),
    '</g>'
  ].join('');
}

function textAt(
  x: number,
  y: number,
  text: string,
  how: {
    size: number;
    fill: string;
    room: number;
    /** How it gets as short as the room. */
    cut?: typeof shorten;
    more?: string;
    bold?: boolean;
    drawn: IDrawn;
  }
): string {
  const { cut = shorten } = how;
  const { theme, measure } = how.drawn;
  const font = `${how.bold ? '600 ' : ''}${how.size}px ${theme.font}`;
  return (
    `<text x="${round(x)}" y="${round(y)}" font-size="${how.size}"` +
    ` fill="${escape(how.fill)}"${how.more ?? ''} style="unicode-bidi:isolate">` +
    `${escape(cut(text, how.room, one => measure(one, font)))}</text>`
  );
}

/** An icon in one colour. */
function iconAt(x: number, y: number, kind: string, theme: ITheme): string {
  const { svgstr } = kindIcon(kind);
  const [, opening, inside] = svgstr.match(/<svg([^>]*)>([^]*)<\/svg>/) ?? [];
  const box = opening?.match(/viewBox="([\d. -]+)"/)?.[1] ?? '0 0 24 24';
  return (
    `<svg x="${round(x)}" y="${round(y)}" width="16" height="16"` +
    ` viewBox="${box}">` +
    (inside ?? '')
      .replace(/ class="[^"]*"/g, '')
      .replace(/fill="#[0-9a-fA-F]+"/g, `fill="${escape(theme.quiet)}"`) +
    '</svg>'
  );
}

function shapeAt(x: number, y: number, state: string, theme: ITheme): string {
  return (
    `<svg x="${round(x)}" y="${round(y)}" width="12" height="12"` +
    ' viewBox="0 0 12 12">' +
    `${markup(stateDrawing(state), escape(theme[toneOf(state)]))}</svg>`
  );
}

/** The colour of a state, as in the badges. */
function toneOf(state: string): keyof ITheme {
  switch (state.toLowerCase()) {
    case 'starting':
    case 'running':
      return 'accent';
    case 'succeeded':
    case 'cached':
      return 'success';
    case 'failed':
    case 'crashed':
      return 'error';
    case 'timed_out':
      return 'warning';
    default:
      return 'quiet';
  }
}

/** The circles and paths of a state's shape as text. */
function markup(element: React.ReactNode, colour: string): string {
  if (Array.isArray(element)) {
    return element.map(one => markup(one, colour)).join('');
  }
  if (!React.isValidElement<Record<string, any>>(element)) {
    return '';
  }
  const { className = '', children, ...attributes } = element.props;
  if (element.type === React.Fragment) {
    return markup(children, colour);
  }
  const drawn = className.includes('jx-fill')
    ? `fill="${colour}"`
    : `fill="none" stroke="${colour}" stroke-width="${
        className.includes('jx-mod-thick') ? 2.25 : 1.5
      }"`;
  const rest = Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escape(String(value))}"`)
    .join('');
  return `<${String(element.type)}${rest} ${drawn}/>`;
}
