import type { TranslationBundle } from '@jupyterlab/translation';

import { saveFile } from '../ui';
import { IDrawing, Measure, draw, themeOf } from './drawing';
import type { Places } from './layout';
import type { IGraph } from './model';
import { nodeTitle } from './records';

const MOST_PIXELS = 64_000_000;
const LONGEST_SIDE = 16_000; // what browsers draw on

/** Save what is shown as a picture in the colours of the theme. */
export async function exportGraph(
  form: 'svg' | 'png',
  shown: { graph: IGraph; places: Places; root: string; element: Element },
  trans: TranslationBundle
): Promise<void> {
  const { graph, places, root, element } = shown;
  const drawing = draw({
    graph,
    places,
    root,
    theme: themeOf(element),
    trans,
    measure: measurer(),
    now: new Date()
  });
  const svg = new Blob([drawing.svg], { type: 'image/svg+xml;charset=utf-8' });
  saveFile({
    name: `${fileName(nodeTitle(graph.nodes.get(root)!, trans))}.${form}`,
    content: form === 'svg' ? svg : await toPng(svg, drawing)
  });
}

/** Twice as fine as on the screen, as long as a browser can draw it. */
export function scaleOf(width: number, height: number): number {
  return Math.min(
    2,
    LONGEST_SIDE / Math.max(width, height),
    Math.sqrt(MOST_PIXELS / (width * height))
  );
}

/** A name for a file of any system; the object's own as far as it goes. */
export function fileName(title: string): string {
  const plain = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+/, '');
  const short = Array.from(plain)
    .slice(0, 60)
    .join('')
    .replace(/[-.]+$/, '');
  return `graph-${short || 'of-an-object'}`;
}

async function toPng(svg: Blob, drawing: IDrawing): Promise<Blob> {
  const url = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const scale = scaleOf(drawing.width, drawing.height);
    const canvas = document.createElement('canvas');
    canvas.width = Math.floor(drawing.width * scale);
    canvas.height = Math.floor(drawing.height * scale);
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>(resolve =>
      canvas.toBlob(resolve, 'image/png')
    );
    if (!png) {
      throw new Error('The browser could not draw a picture of this size.');
    }
    return png;
  } finally {
    URL.revokeObjectURL(url);
  }
}

function measurer(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  return (text, font) => {
    if (!context) {
      return text.length * 8;
    }
    context.font = font;
    return context.measureText(text).width;
  };
}
