import { IRenderMime } from '@jupyterlab/rendermime';

/** Attributes by which a browser loads something without being asked. */
const LOADS = new Set([
  'background',
  'data',
  'poster',
  'src',
  'srcset',
  'xlink:href'
]);

const isInline = (url: string) => /^\s*(data|blob):/i.test(url);

/**
 * JupyterLab's own sanitiser; and nothing is loaded from anywhere: who wrote
 * a result isn't told that it is looked at.
 */
export class OfflineSanitizer implements IRenderMime.ISanitizer {
  constructor(private _inner: IRenderMime.ISanitizer) {}

  getAutolink(): boolean {
    return this._inner.getAutolink?.() ?? true;
  }

  sanitize(dirty: string, options?: IRenderMime.ISanitizerOptions): string {
    const clean = this._inner.sanitize(dirty, options);
    // A document made like this is inert.
    const { body } = new DOMParser().parseFromString(clean, 'text/html');
    body.querySelectorAll('style, link').forEach(node => node.remove());
    for (const node of body.querySelectorAll('*')) {
      for (const { name, value } of Array.from(node.attributes)) {
        if (
          (LOADS.has(name) && !isInline(value)) ||
          (name === 'style' && /url\s*\(|image-set/i.test(value))
        ) {
          node.removeAttribute(name);
        }
      }
    }
    return body.innerHTML;
  }
}

/** Refuses every address that a chart asks for, but for what it brings. */
export const offlineResolver: IRenderMime.IResolver = {
  isLocal: () => true,
  resolveUrl: async url => {
    if (!isInline(url)) {
      throw new Error(`A chart can't load ${url}`);
    }
    return url;
  },
  getDownloadUrl: async url => url
};

/** A chart's tooltip as text: its own would load pictures. */
export function tooltipText(
  value: unknown,
  escape: (value: unknown) => string
): string {
  return value !== null && typeof value === 'object'
    ? Object.entries(value)
        .map(([key, one]) => `${escape(key)}: ${escape(asText(one))}`)
        .join('<br>')
    : escape(asText(value));
}

function asText(value: unknown): string {
  return value !== null && typeof value === 'object'
    ? JSON.stringify(value)
    : String(value);
}
