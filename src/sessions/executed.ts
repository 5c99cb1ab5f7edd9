import { cellNumbers } from '../ui/cells';
import type { RunError } from './records';

type Text = string | string[];

interface IOutput {
  output_type: string;
  data?: Record<string, Text>;
  metadata?: Record<string, any>;
  traceback?: string[];
}

interface ICell {
  id?: string;
  cell_type: string;
  source: Text;
  metadata?: Record<string, any>;
  outputs?: IOutput[];
}

/** An executed notebook, as much of it as is looked at here. */
export interface INotebook {
  cells?: ICell[];
}

export interface IPlot {
  /** A `data:` address: shown in an image, where nothing is executed. */
  src: string;
  alt: string;
  /** As in the user's notebook; null: the parameters cell. */
  cellNumber: number | null;
}

const PICTURES = ['image/png', 'image/jpeg', 'image/svg+xml'];
const MAX_PLOTS = 12;

function joined(text: Text | undefined): string {
  return Array.isArray(text) ? text.join('') : (text ?? '');
}

/** The pictures among a notebook's outputs, at most a dozen. */
export function plots(notebook: INotebook): IPlot[] {
  const found: IPlot[] = [];
  const numbers = cellNumbers(notebook.cells ?? []);
  (notebook.cells ?? []).forEach((cell, i) => {
    for (const output of cell.outputs ?? []) {
      const type = PICTURES.find(one => output.data?.[one]);
      if (type && found.length < MAX_PLOTS) {
        const content = joined(output.data![type]);
        found.push({
          src:
            type === 'image/svg+xml'
              ? `data:image/svg+xml,${encodeURIComponent(content)}`
              : `data:${type};base64,${content.replace(/\s/g, '')}`,
          alt: String(output.metadata?.[type]?.alt ?? ''),
          cellNumber: numbers[i]
        });
      }
    }
  });
  return found;
}

/** The source of the cell that failed, and its traceback with its colours. */
export function failingCell(
  notebook: INotebook,
  error: RunError
): { source: string; traceback: string[] | null } | null {
  const cells = notebook.cells ?? [];
  const code = cells.filter(cell => cell.cell_type === 'code');
  const cell =
    (error.cell_id && cells.find(one => one.id === error.cell_id)) ||
    (error.cell_index !== null ? code[error.cell_index] : undefined);
  if (!cell) {
    return null;
  }
  const failed = cell.outputs?.find(one => one.output_type === 'error');
  return {
    source: joined(cell.source),
    traceback: failed?.traceback?.length ? failed.traceback : null
  };
}
