import * as path from 'path';

import { notebook } from './app';
import { SCRATCH } from './servers';

/** Nobody answers there; a request to it is already a leak. */
export const HOOK = 'http://hook.invalid';

/** Executed, it tells `Watch` about it, from whichever frame. */
export const call = (where: string) => `hit('${where}')`;

/** A run waits here for as long as there is such a pipe. */
export const HOLD = path.join(SCRATCH, 'hostile.pipe');

/** A name that executes where it is taken for HTML; made of all scripts. */
export const evil = (where: string) =>
  `<img src=x onerror=${call(where)}> שלום 👩‍👩‍👧 ${where}`;

export const LONG = 'долго-ה-😀'.repeat(10);

/** HTML in which everything executes that a browser knows to execute. */
export const html = (where: string) =>
  [
    `<img src=x onerror="${call(where)}">`,
    `<svg onload="${call(where)}"><script>${call(where)}</script></svg>`,
    `<script>${call(where)}</script>`,
    `<a href="javascript:${call(where)}">${where} link</a>`,
    `<iframe srcdoc="<script>parent.${call(where)}</script>"></iframe>`,
    `<iframe src="javascript:parent.${call(where)}"></iframe>`,
    `<object data="javascript:${call(where)}"></object>`,
    `<form action="javascript:${call(where)}"><button>${where}</button></form>`,
    `<details open ontoggle="${call(where)}">${where}</details>`,
    `<input autofocus onfocus="${call(where)}">`,
    `<meta http-equiv="refresh" content="0;url=${HOOK}/refresh">`,
    `<link rel="stylesheet" href="${HOOK}/style.css">`,
    `<style>body { background: url(${HOOK}/css.png) }</style>`,
    `<div style="background: url(${HOOK}/div.png)">${where}</div>`,
    `<img src="${HOOK}/img.png"><img srcset="${HOOK}/set.png 2x">`,
    `<video src="${HOOK}/v.mp4" poster="${HOOK}/poster.png"></video>`
  ].join('\n');

export const svg = (where: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="40" onload="${call(where)}">` +
  `<script>${call(where)}</script><a xlink:href="javascript:${call(where)}"><text y="20">${where}</text></a>` +
  `<image href="${HOOK}/svg.png" width="9" height="9"/>` +
  `<foreignObject width="9" height="9"><img xmlns="http://www.w3.org/1999/xhtml" src="x" onerror="${call(where)}"/></foreignObject></svg>`;

export const markdown = (where: string) =>
  [
    `# ${where} ${html(where)}`,
    `[a link](javascript:${call(where)}) ![a picture](${HOOK}/md.png)`,
    `$\\href{javascript:${call(where)}}{x} \\includegraphics{${HOOK}/tex.png}$`,
    '```mermaid\ngraph TD\n' +
      `  A["<img src=x onerror=${call(where)}>"] --> B["${where}"]\n` +
      `  click A call hit("${where}")\n` +
      `  click B href "javascript:${call(where)}"\n` +
      '```'
  ].join('\n\n');

const SCHEMA = 'https://vega.github.io/schema';

const ENCODING = {
  x: { field: 'a', type: 'nominal' },
  y: { field: 'b', type: 'quantitative' }
};

/** Charts that link, compute, load, or bring options for the page. */
function charts(where: string): object[] {
  const link = `javascript:${call(where)}`;
  const lite = {
    $schema: `${SCHEMA}/vega-lite/v5.json`,
    title: evil(where),
    data: { values: [{ a: evil(where), b: 1, link, image: `${HOOK}/tip.png` }] }
  };
  return [
    {
      ...lite,
      width: 200,
      height: 80,
      mark: { type: 'bar', tooltip: { content: 'data' } },
      encoding: { ...ENCODING, href: { field: 'link' } },
      usermeta: { embedOptions: { loader: { baseURL: HOOK }, theme: 'dark' } }
    },
    {
      ...lite,
      params: [{ name: 'done', expr: call(where) }],
      mark: 'bar',
      encoding: ENCODING
    },
    {
      ...lite,
      data: { url: `${HOOK}/data.json` },
      mark: 'bar',
      encoding: ENCODING
    },
    {
      ...lite,
      mark: { type: 'image', url: `${HOOK}/mark.png`, width: 9, height: 9 },
      encoding: ENCODING
    },
    {
      $schema: `${SCHEMA}/vega/v5.json`,
      width: 90,
      height: 40,
      signals: [{ name: 'from', value: `${HOOK}/signal.json` }],
      data: [
        { name: 'loaded', url: { signal: 'from' } },
        { name: 'table', values: [{ a: 1 }] }
      ],
      marks: [
        {
          type: 'rect',
          from: { data: 'table' },
          encode: {
            enter: {
              width: { value: 90 },
              height: { value: 40 },
              fill: { value: 'red' },
              href: { value: link },
              cursor: { value: `url(${HOOK}/cursor.png), auto` }
            }
          }
        }
      ]
    }
  ];
}

/** What a hostile notebook prints, shows, logs and writes. */
export function cells(): string[] {
  const bundle = (type: string, content: unknown) => ({
    [type]: content,
    'text/plain': evil('plain')
  });
  const shown = [
    bundle('text/html', html('out-html')),
    bundle('image/svg+xml', svg('out-svg')),
    bundle('text/markdown', markdown('out-md')),
    bundle(
      'text/latex',
      `$\\href{javascript:${call('latex')}}{x}$ ${html('latex')}`
    ),
    bundle('text/vnd.mermaid', `graph TD\nA-->B\nclick A call hit("mermaid")`),
    bundle('application/javascript', call('out-js')),
    bundle(
      'text/html',
      `<script>addEventListener("load", () => { ${call('leaving')}; location = "${HOOK}/leave" })</script>`
    ),
    bundle('application/json', { [evil('json')]: html('json') }),
    ...charts('out-vega').map(spec =>
      bundle('application/vnd.vegalite.v5+json', spec)
    )
  ];
  const literal = (value: unknown) =>
    `json.loads(${JSON.stringify(JSON.stringify(value))})`;
  return [
    `md:${markdown('cell-md')}`,
    'import json, sys, jx\nfrom IPython.display import display\nlevel = jx.parameter("level")',
    [
      `print(${JSON.stringify(html('stdout'))})`,
      `print("\\x1b]8;;javascript:${call('osc')}\\x07osc\\x1b]8;;\\x07 \\x1b[31m<svg onload=${call('ansi')}>\\x1b[0m")`,
      `print(${JSON.stringify(html('stderr'))}, file=sys.stderr)`,
      `for each in ${literal(shown)}:\n    display(each, raw=True)`
    ].join('\n'),
    [
      `jx.metric(${JSON.stringify(evil('metric'))}, 1)`,
      `rows = ${literal([{ [evil('column')]: html('cell'), b: 1 }])}`,
      `jx.table(${JSON.stringify(evil('table'))}, rows)`,
      `jx.html(${JSON.stringify(evil('html'))}, ${JSON.stringify(html('result-html'))})`,
      `jx.markdown(${JSON.stringify(evil('md'))}, ${JSON.stringify(markdown('result-md'))})`,
      `jx.text(${JSON.stringify(evil('text'))}, ${JSON.stringify(html('result-text'))})`,
      `jx.json(${JSON.stringify(evil('json'))}, rows)`,
      `jx.image(${JSON.stringify(evil('image'))}, ${JSON.stringify(svg('result-svg'))}.encode())`,
      `for i, spec in enumerate(${literal(charts('result-vega'))}):\n    jx.vega(${JSON.stringify(evil('vega'))} + str(i), spec)`,
      `jx.output("scores", suffix=".html").write(${JSON.stringify(html('output'))})`
    ].join('\n'),
    [
      `# ${evil('cell-head')}`,
      `import os\nprint(${JSON.stringify(evil('newest'))}, flush=True)`,
      `if os.path.exists(${JSON.stringify(HOLD)}):`,
      `    open(${JSON.stringify(HOLD)}).read()`
    ].join('\n'),
    `if level > 5:\n    raise RuntimeError(${JSON.stringify(html('error'))})`
  ];
}

/** Files by name, each a version of an artifact of its own. */
export function files(): Record<string, string> {
  const columns = `"${evil('csv-column')}",b\n"${evil('csv-cell')}",1\n`;
  return {
    [`${evil('csv-file')}.csv`]: columns,
    [`${evil('html-file')}.html`]: html('html-file'),
    [`${evil('svg-file')}.svg`]: svg('svg-file'),
    [`${evil('md-file')}.md`]: markdown('md-file'),
    [`${evil('txt-file')}.txt`]: html('txt-file'),
    [`${evil('json-file')}.json`]: JSON.stringify({
      [evil('json')]: html('json')
    }),
    [`${evil('ipynb-file')}.ipynb`]: JSON.stringify(notebook(cells())),
    ...Object.fromEntries(
      charts('vega-file').map((spec, i) => [
        `${evil('vega-file')}${i}.vl.json`,
        JSON.stringify(spec)
      ])
    )
  };
}
