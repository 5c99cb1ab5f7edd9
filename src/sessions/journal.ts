import type { IJupyterExt } from '../tokens';
import { lastWritten } from '../ui/logview';

/** An event of a run, as the journal has it. */
export interface IJournalEvent {
  e?: unknown;
  /** The place of the cell, from 0. */
  i?: unknown;
  /** Its number; null: the parameters cell. */
  number?: unknown;
  o?: unknown;
  text?: unknown;
}

/** Lists of lines are one text, as in a notebook file. */
function joined(text: unknown): string {
  return Array.isArray(text) ? text.join('') : String(text ?? '');
}

/**
 * What a person would have seen printed: streams, texts and errors.
 *
 * `heading` gives the line above what a cell prints, by its number.
 */
export function printed(
  events: IJournalEvent[],
  heading?: (cell: number | null) => string
): string {
  let text = '';
  for (const event of events) {
    if (heading && event.e === 'cell') {
      text += text && !text.endsWith('\n') ? '\n' : '';
      text += `\u001b[1m${heading(Number(event.number) || null)}\u001b[0m\n`;
    }
    if (event.e !== 'output' || typeof event.o !== 'object' || !event.o) {
      continue;
    }
    const output = event.o as Record<string, any>;
    switch (output.output_type) {
      case 'stream':
        text += joined(output.text);
        break;
      case 'display_data':
      case 'execute_result': {
        const plain = joined(output.data?.['text/plain']);
        text += plain && !plain.endsWith('\n') ? `${plain}\n` : plain;
        break;
      }
      case 'error':
        text += output.traceback?.length
          ? `${output.traceback.join('\n')}\n`
          : `${joined(output.ename)}: ${joined(output.evalue)}\n`;
        break;
    }
  }
  return text;
}

/** The last lines of a text, each as a terminal would show it. */
export function lastLines(text: string, count: number): string[] {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') {
    lines.pop();
  }
  return lines.slice(-count).map(lastWritten);
}

/** One piece of a session's journal; a negative offset counts from its end. */
export async function readJournal(
  jx: IJupyterExt,
  id: string,
  offset: number,
  limit: number,
  signal: AbortSignal
) {
  const page = await jx.api.get('/sessions/{session_id}/journal', {
    path: { session_id: id },
    query: { offset, limit },
    signal
  });
  const start = Math.max(0, offset < 0 ? page.next + offset : offset);
  return {
    events: page.events as IJournalEvent[],
    start,
    next: page.next,
    // Pieces end with a whole event, so a full one may be a little short.
    more: offset >= 0 && page.next - offset > limit / 2,
    done: page.done
  };
}
