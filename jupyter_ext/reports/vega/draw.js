/* Draws each chart of an interactive report where it stands. It is built into draw.min.js together
   with Vega, Vega-Lite and Vega's interpreter (expressions are interpreted: the page's policy
   forbids `eval`). Nothing is loaded: the page's policy forbids that too. */
import { View, Warn, parse } from 'vega';
import { compile } from 'vega-lite';
import { expressionInterpreter } from 'vega-interpreter';

const nothing = {
  load: () => Promise.reject(new Error('a report loads nothing')),
  sanitize: () => Promise.reject(new Error('a report opens nothing')),
  http: () => Promise.reject(new Error('a report loads nothing')),
  file: () => Promise.reject(new Error('a report loads nothing'))
};

async function draw(source) {
  const place = source.parentElement.querySelector('.jx-chart');
  try {
    const given = JSON.parse(source.textContent);
    const spec = source.dataset.lite ? compile(given, { config: given.config }).spec : given;
    const view = new View(parse(spec, null, { ast: true }), {
      expr: expressionInterpreter,
      loader: nothing,
      renderer: 'svg',
      container: place,
      hover: true,
      logLevel: Warn
    });
    await view.runAsync();
  } catch (error) {
    place.textContent = `This chart can't be drawn: ${error.message ?? error}`;
  }
}

for (const source of document.querySelectorAll('script.jx-chart-source')) {
  draw(source);
}
