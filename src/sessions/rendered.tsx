import {
  IRenderMimeRegistry,
  MimeModel,
  RenderMimeRegistry
} from '@jupyterlab/rendermime';
import { PartialJSONObject } from '@lumino/coreutils';
import { Widget } from '@lumino/widgets';
import * as React from 'react';

import { CodeBlock, useTrans } from '../ui';
import { OfflineSanitizer, offlineResolver, tooltipText } from './offline';

/** How markdown and charts are shown; given by the plugin. */
export const Renderers = React.createContext<IRenderMimeRegistry | null>(null);

/** The type by which JupyterLab's own renderer knows a chart. */
export function vegaType(spec: unknown): string {
  const schema = String((spec as any)?.$schema ?? '');
  return /\/vega\/v\d/.test(schema)
    ? 'application/vnd.vega.v5+json'
    : 'application/vnd.vegalite.v5+json';
}

/**
 * A chart without options for the page around it and without pointers of its
 * own, which may be pictures from elsewhere.
 */
export function withoutOptions(spec: unknown): PartialJSONObject {
  const rest = { ...((spec ?? {}) as PartialJSONObject) };
  delete rest.usermeta;
  return withoutCursors(rest) as PartialJSONObject;
}

function withoutCursors(part: unknown): unknown {
  if (Array.isArray(part)) {
    return part.map(withoutCursors);
  }
  if (part === null || typeof part !== 'object') {
    return part;
  }
  return Object.fromEntries(
    Object.entries(part)
      .filter(([key]) => key !== 'cursor')
      .map(([key, one]) => [
        key,
        // Rows are content, not instructions.
        key === 'values' || key === 'datasets' ? one : withoutCursors(one)
      ])
  );
}

/** How a chart is embedded: it can be saved as a picture, and no more. */
const EMBED = {
  actions: { export: true, source: false, compiled: false, editor: false },
  tooltip: { formatTooltip: tooltipText }
};

/** Whether JupyterLab's theme is a dark one. */
function useDark(): boolean {
  return React.useSyncExternalStore(
    onTheme,
    () => document.body.dataset.jpThemeLight === 'false'
  );
}

function onTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, {
    attributeFilter: ['data-jp-theme-light']
  });
  return () => observer.disconnect();
}

/**
 * Shown by JupyterLab's renderers as untrusted: sanitised, without scripts,
 * off the network.
 */
export function Rendered(props: {
  type: string;
  content: string | PartialJSONObject;
  name: string;
}): JSX.Element {
  const trans = useTrans();
  const registry = React.useContext(Renderers);
  const ref = React.useRef<HTMLDivElement>(null);
  const [failed, setFailed] = React.useState(false);
  const isChart = typeof props.content !== 'string';
  // Charts are drawn in the colours of a theme.
  const dark = useDark() && isChart;
  // A layout effect ends while its element is still in the document, which a
  // widget insists on.
  React.useLayoutEffect(() => {
    const node = ref.current;
    const { type, content } = props;
    if (
      !node ||
      !registry ||
      !registry.preferredMimeType({ [type]: content })
    ) {
      setFailed(true);
      return;
    }
    const renderer = (registry as RenderMimeRegistry)
      .clone({
        sanitizer: new OfflineSanitizer(registry.sanitizer),
        // It would spoil the links of a text.
        resolver: isChart ? offlineResolver : undefined
      })
      .createRenderer(type);
    const end = () => {
      if (!renderer.isDisposed) {
        renderer.dispose();
      }
    };
    Widget.attach(renderer, node);
    renderer
      .renderModel(
        new MimeModel({
          data: { [type]: content },
          // A copy: the renderer writes the theme into it.
          metadata: isChart
            ? { [type]: { embed_options: { ...EMBED } as any } }
            : {},
          trusted: false
        })
      )
      .then(() => {
        // The menu of a chart is a sign without a name.
        for (const menu of node.querySelectorAll('.vega-embed summary')) {
          menu.setAttribute('aria-label', trans.__('Actions of the chart'));
        }
      })
      .catch(() => {
        // Before its element goes.
        end();
        setFailed(true);
      });
    return end;
  }, [registry, props.type, props.content, dark]);
  if (failed) {
    return (
      <CodeBlock
        text={
          typeof props.content === 'string'
            ? props.content
            : JSON.stringify(props.content, null, 2)
        }
        label={props.name}
      />
    );
  }
  return (
    <div
      className="jx-Result-rendered jp-RenderedHTMLCommon"
      ref={ref}
      role="figure"
      aria-label={trans.__('Result %1', props.name)}
    />
  );
}
