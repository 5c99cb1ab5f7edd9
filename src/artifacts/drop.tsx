import * as React from 'react';

/** Paths dragged from JupyterLab's file browser. */
const CONTENTS_MIME = 'application/x-jupyter-icontents';

export interface IDropHandlers {
  /** Files of the server, dragged from the file browser. */
  onPaths: (paths: string[]) => void;
  /** Files of this computer, dragged from the desktop. */
  onFiles: (files: File[]) => void;
}

/** The part of a Lumino drag event that is used. */
interface ILuminoDrag extends Event {
  mimeData?: { hasData(mime: string): boolean; getData(mime: string): unknown };
  dropAction: string;
  proposedAction: string;
}

const LUMINO = ['lm-dragenter', 'lm-dragleave', 'lm-dragover', 'lm-drop'];
const HTML5 = ['dragenter', 'dragleave', 'dragover', 'drop'];

/**
 * Take what is dropped on a node, from the file browser or the desktop; the
 * returned function ends it.
 */
export function takeDrops(
  node: HTMLElement,
  handlers: IDropHandlers
): () => void {
  const over = (is: boolean) => node.classList.toggle('jx-mod-drop', is);
  // Leaving for a child is not leaving.
  let depth = 0;
  const onLumino = (event: Event) => {
    const drag = event as ILuminoDrag;
    if (!drag.mimeData?.hasData(CONTENTS_MIME)) {
      return;
    }
    // Claim the event, or the dock panel would open the file as a tab.
    event.preventDefault();
    event.stopPropagation();
    switch (event.type) {
      case 'lm-dragenter':
        over(true);
        break;
      case 'lm-dragleave':
        over(false);
        break;
      case 'lm-dragover':
        // Without a drop action the drop event is never sent.
        drag.dropAction = drag.proposedAction;
        over(true);
        break;
      case 'lm-drop':
        drag.dropAction = drag.proposedAction;
        over(false);
        handlers.onPaths(drag.mimeData.getData(CONTENTS_MIME) as string[]);
        break;
    }
  };
  const onHtml5 = (event: Event) => {
    const { dataTransfer } = event as DragEvent;
    if (!dataTransfer || !Array.from(dataTransfer.types).includes('Files')) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    switch (event.type) {
      case 'dragenter':
        depth++;
        over(true);
        break;
      case 'dragleave':
        depth = Math.max(0, depth - 1);
        over(depth > 0);
        break;
      case 'dragover':
        dataTransfer.dropEffect = 'copy';
        break;
      case 'drop':
        depth = 0;
        over(false);
        handlers.onFiles(Array.from(dataTransfer.files));
        break;
    }
  };
  LUMINO.forEach(type => node.addEventListener(type, onLumino));
  HTML5.forEach(type => node.addEventListener(type, onHtml5));
  return () => {
    LUMINO.forEach(type => node.removeEventListener(type, onLumino));
    HTML5.forEach(type => node.removeEventListener(type, onHtml5));
    over(false);
  };
}

/** A place that takes files; `label` says what happens to them. */
export function DropArea(
  props: IDropHandlers & {
    label: string;
    className?: string;
    children: React.ReactNode;
  }
): JSX.Element {
  const node = React.useRef<HTMLDivElement>(null);
  const handlers = React.useRef<IDropHandlers>(props);
  handlers.current = props;
  React.useEffect(
    () =>
      node.current
        ? takeDrops(node.current, {
            onPaths: paths => handlers.current.onPaths(paths),
            onFiles: files => handlers.current.onFiles(files)
          })
        : undefined,
    []
  );
  return (
    <div
      ref={node}
      className={`jx-DropArea ${props.className ?? ''}`}
      data-drop-label={props.label}
    >
      {props.children}
    </div>
  );
}
