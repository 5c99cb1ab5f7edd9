import { RenderMimeRegistry } from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';
import { waitFor } from '@testing-library/react';
import * as React from 'react';

import { fakeJx, renderWith } from '../../ui/__tests__/fake';
import { Rendered, Renderers } from '../rendered';

const TYPE = 'application/vnd.vegalite.v5+json';

/** JupyterLab's renderer of charts, which writes the theme into its options. */
class Chart extends Widget {
  static drawn: unknown[] = [];

  async renderModel(model: any): Promise<void> {
    const options = model.metadata[TYPE].embed_options;
    if (document.body.dataset.jpThemeLight === 'false') {
      options.theme = 'dark';
    }
    Chart.drawn.push(options.theme);
  }
}

describe('a chart', () => {
  it('is drawn anew in the colours of another theme, and of its own', async () => {
    const registry = new RenderMimeRegistry({
      initialFactories: [
        {
          safe: true,
          mimeTypes: [TYPE],
          createRenderer: () => new Chart() as any
        }
      ]
    });
    document.body.dataset.jpThemeLight = 'false';
    const content = {};
    renderWith(
      fakeJx(),
      <Renderers.Provider value={registry}>
        <Rendered type={TYPE} content={content} name="ROC" />
      </Renderers.Provider>
    );
    expect(Chart.drawn).toEqual(['dark']);
    document.body.dataset.jpThemeLight = 'true';
    await waitFor(() => expect(Chart.drawn).toEqual(['dark', undefined]));
    delete document.body.dataset.jpThemeLight;
  });
});
